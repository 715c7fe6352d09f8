package import Chronology

/// What an advertiser booked: when, where, how much and at which rate.
package struct LineItem: Sendable {
    /// `advertiser/campaign/line_item`, unique in the catalog.
    package let id: String
    package let advertiser: String
    package let advertiserName: String
    package let campaign: String
    package let orderRef: String?
    package let paidForBy: String?
    /// Folded.
    package let adCategories: [String]
    package let tier: Tier
    package let status: Status
    package let flight: Range<Instant>
    package let goal: Goal?
    package let budget: Micros?
    package let caps: Caps
    package let rate: Rate
    package let pacing: Pacing
    /// Indexes into the site's slots that the line item may fill, ascending.
    package let slots: [Int]
    package let targeting: TargetingExpression
    package let frequencyCaps: [FrequencyCap]
    /// Folded.
    package let exclusionGroups: [String]
    package let roadblock: Bool
    /// Multiple of the price that a missed guaranteed impression costs, in millionths.
    package let missPenaltyMillionths: Int64
    /// Clicks an impression before anything is known, 0...1.
    package let clickRatePrior: Double
    /// Indexes into the catalog's creatives.
    package let creatives: [Int]
    package let rotation: Rotation

    package init(
        id: String, advertiser: String, advertiserName: String, campaign: String,
        orderRef: String?, paidForBy: String?, adCategories: [String], tier: Tier,
        status: Status, flight: Range<Instant>, goal: Goal?, budget: Micros?, caps: Caps,
        rate: Rate, pacing: Pacing, slots: [Int], targeting: TargetingExpression,
        frequencyCaps: [FrequencyCap], exclusionGroups: [String], roadblock: Bool,
        missPenaltyMillionths: Int64, clickRatePrior: Double, creatives: [Int],
        rotation: Rotation
    ) {
        self.id = id
        self.advertiser = advertiser
        self.advertiserName = advertiserName
        self.campaign = campaign
        self.orderRef = orderRef
        self.paidForBy = paidForBy
        self.adCategories = adCategories
        self.tier = tier
        self.status = status
        self.flight = flight
        self.goal = goal
        self.budget = budget
        self.caps = caps
        self.rate = rate
        self.pacing = pacing
        self.slots = slots
        self.targeting = targeting
        self.frequencyCaps = frequencyCaps
        self.exclusionGroups = exclusionGroups
        self.roadblock = roadblock
        self.missPenaltyMillionths = missPenaltyMillionths
        self.clickRatePrior = clickRatePrior
        self.creatives = creatives
        self.rotation = rotation
    }

    /// Priority of a booking; the raw value orders them, 0 first.
    package enum Tier: Int, Sendable, CaseIterable, Comparable {
        case sponsorship, guaranteed, remnant, house

        package static func < (left: Tier, right: Tier) -> Bool { left.rawValue < right.rawValue }
        package var name: String {
            switch self {
            case .sponsorship: "sponsorship"
            case .guaranteed: "guaranteed"
            case .remnant: "remnant"
            case .house: "house"
            }
        }
    }

    package enum Status: String, Sendable, CaseIterable {
        case active, paused, ended
    }

    /// What the booking should reach over its flight.
    package enum Goal: Equatable, Sendable {
        case impressions(Int64)
        case viewable(Int64)
        case clicks(Int64)
        /// Share of the eligible page views in millionths, 1...1,000,000.
        case share(millionths: Int64)
    }

    /// Hard limits beside the goal and the budget.
    package struct Caps: Equatable, Sendable {
        package let dailyImpressions: Int64?
        package let dailyBudget: Micros?
        package let lifetimeImpressions: Int64?

        package init(
            dailyImpressions: Int64? = nil, dailyBudget: Micros? = nil,
            lifetimeImpressions: Int64? = nil
        ) {
            self.dailyImpressions = dailyImpressions
            self.dailyBudget = dailyBudget
            self.lifetimeImpressions = lifetimeImpressions
        }
    }

    /// What is paid for, and how much.
    package enum Rate: Equatable, Sendable {
        /// Per 1,000 impressions; a multiple of 1,000 micros, so that one impression is a whole number of micros.
        case cpm(Micros)
        /// Per 1,000 viewable impressions; a multiple of 1,000 micros.
        case vcpm(Micros)
        case cpc(Micros)
        case flat(Micros, per: Period)
        case free

        /// The time that one flat price pays for.
        package enum Period: String, Sendable, CaseIterable {
            case day, week, month, flight
        }
    }

    package enum Pacing: String, Sendable, CaseIterable {
        case even, frontload, asap
    }

    package struct FrequencyCap: Equatable, Sendable {
        package let impressions: Int
        package let per: Period

        package enum Period: String, Sendable, CaseIterable {
            case hour, day, week, month, flight
        }

        package init(impressions: Int, per: Period) {
            self.impressions = impressions
            self.per = per
        }
    }

    package enum Rotation: String, Sendable, CaseIterable {
        case even, weighted
    }
}
