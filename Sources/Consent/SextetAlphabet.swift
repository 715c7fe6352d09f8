/// The 64 characters of consent strings, six bits each: A-Z, a-z, 0-9, - and _.
///
/// Not an octet Base64: a length of 4n+1 characters is legal here, and nothing is ever padded with
/// "=".
enum SextetAlphabet {
    /// What `values` holds for a byte that is no character of the alphabet.
    static let invalid: UInt8 = 0xFF

    /// The characters in order of their values.
    static let characters: [UInt8] =
        Array(UInt8(ascii: "A")...UInt8(ascii: "Z"))
        + Array(UInt8(ascii: "a")...UInt8(ascii: "z"))
        + Array(UInt8(ascii: "0")...UInt8(ascii: "9"))
        + [UInt8(ascii: "-"), UInt8(ascii: "_")]

    /// The value of every byte, `invalid` for most.
    static let values: [UInt8] = {
        var table = [UInt8](repeating: invalid, count: 256)
        for (value, character) in characters.enumerated() {
            table[Int(character)] = UInt8(value)
        }
        return table
    }()
}
