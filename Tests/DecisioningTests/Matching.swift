/// Whether candidates can all be placed in different slots, by trying every way.
///
/// - Parameter masks: for each candidate, bit s is set when it fits slot s.
func canBePlaced(_ masks: some Sequence<UInt32>, slots: Int) -> Bool {
    func place(_ rest: ArraySlice<UInt32>, _ taken: UInt32) -> Bool {
        guard let mask = rest.first else { return true }
        return (0..<slots).contains { slot in
            let bit = UInt32(1) << UInt32(slot)
            return mask & bit != 0 && taken & bit == 0 && place(rest.dropFirst(), taken | bit)
        }
    }
    return place(ArraySlice(Array(masks)), 0)
}
