/// What a publisher demands of some vendors for one purpose.
package struct PublisherRestriction: Equatable, Sendable {
    /// The kind of a restriction; both bits as they stand in the string.
    package enum Kind: UInt8, CaseIterable, Sendable {
        /// The purpose is not allowed, for any legal basis.
        case notAllowed = 0
        /// Only with consent (Canada: express consent).
        case requireConsent = 1
        /// Only with legitimate interest (Canada: implied consent).
        case requireLegitimateInterest = 2
        /// Not defined; if it would matter, it counts as not allowed.
        case undefined = 3
    }

    /// The purpose, 0...63; 0 binds nothing but is kept.
    package let purpose: UInt8
    /// What is demanded.
    package let kind: Kind
    /// The vendors it binds.
    package let vendors: VendorSet

    /// A restriction of a purpose in 0...63.
    package init(purpose: UInt8, kind: Kind, vendors: VendorSet) {
        self.purpose = purpose
        self.kind = kind
        self.vendors = vendors
    }
}

/// Merges the restrictions of a string by purpose and kind; empty ones never enter.
struct RestrictionList {
    /// Index into `lists` of each of the 256 keys, or -1; empty until something is added.
    private var slots: [Int16] = []
    private var keys: [UInt8] = []
    /// The ranges of each key met so far, in the order of their first appearance.
    var lists: [VendorRangeList] = []

    init() {}

    /// The index into `lists` of a purpose (six bits) and kind (two bits).
    mutating func slot(for key: UInt8) -> Int {
        if slots.isEmpty { slots = [Int16](repeating: -1, count: 256) }
        if slots[Int(key)] < 0 {
            slots[Int(key)] = Int16(lists.count)
            keys.append(key)
            lists.append(VendorRangeList())
        }
        return Int(slots[Int(key)])
    }

    /// The restrictions that bind a vendor, ascending by purpose, then kind.
    consuming func finish() -> [PublisherRestriction] {
        var result: [PublisherRestriction] = []
        for (slot, key) in keys.enumerated().sorted(by: { $0.element < $1.element })
        where !lists[slot].isEmpty {
            result.append(
                PublisherRestriction(
                    purpose: key >> 2,
                    kind: PublisherRestriction.Kind(rawValue: key & 3) ?? .undefined,
                    vendors: VendorSet(canonical: lists[slot].finish())))
        }
        return result
    }
}

extension BitReader {
    /// Reads NumPubRestrictions 12, and for each purpose 6, type 2 and the vendors.
    ///
    /// With fixed ranges the vendors are entries alone; a Canadian string of the newer form has a
    /// whole vendor section there.
    mutating func readRestrictions(
        _ coding: RangeCoding
    ) throws(ConsentStringError) -> [PublisherRestriction] {
        let count = Int(try read(12))
        // A restriction has at least a purpose, a type and a count of entries.
        try require(count * 20)
        var restrictions = RestrictionList()
        for _ in 0..<count {
            let key = UInt8(truncatingIfNeeded: try read(8))
            let slot = restrictions.slot(for: key)
            switch coding {
            case .fixed: try readVendorRanges(upTo: .max, into: &restrictions.lists[slot])
            case .fibonacci:
                for range in try readVendorSection(.fibonacci).ranges {
                    restrictions.lists[slot].append(range.first, range.last)
                }
            }
        }
        return restrictions.finish()
    }
}

extension BitWriter {
    /// Writes restrictions; see `BitReader.readRestrictions`.
    mutating func writeRestrictions(
        _ restrictions: [PublisherRestriction], _ form: VendorForm, _ coding: RangeCoding
    ) throws(ConsentStringError) {
        try write(UInt64(restrictions.count), 12)
        for restriction in restrictions {
            try write(UInt64(restriction.purpose), 6)
            try write(UInt64(restriction.kind.rawValue), 2)
            switch coding {
            case .fixed: try writeRanges(restriction.vendors.ranges, .fixed)
            case .fibonacci: try writeVendorSection(restriction.vendors, form, .fibonacci)
            }
        }
    }
}
