import Foundation
import TestSupport

/// The answer of `POST /v1/ads`, as far as the tests look at it.
struct AdsAnswer: Decodable, Sendable {
    let requestID: String
    let consent: String
    let ads: [Ad]

    struct Ad: Decodable, Sendable {
        let slot: String
        let lineItem: String?
        let reason: String?
        let label: String?
        let paidForBy: String?
        let creative: Creative?
        let impressionURL: String?
        let viewableURL: String?
        let clickURL: String?

        enum CodingKeys: String, CodingKey {
            case slot, reason, label, creative
            case lineItem = "line_item"
            case paidForBy = "paid_for_by"
            case impressionURL = "impression_url"
            case viewableURL = "viewable_url"
            case clickURL = "click_url"
        }

        /// The address of a beacon; empty for a slot that stayed empty.
        func url(_ event: String) -> String {
            switch event {
            case "impression": impressionURL ?? ""
            case "viewable": viewableURL ?? ""
            default: clickURL ?? ""
            }
        }
    }

    struct Creative: Decodable, Sendable {
        let id: String
        let type: String
        let width: Int
        let height: Int
        let src: String?
    }

    enum CodingKeys: String, CodingKey {
        case consent, ads
        case requestID = "request_id"
    }

    init(_ reply: HTTPReply) throws {
        guard reply.status == 200 else { throw Refused(status: reply.status, code: reply.code) }
        self = try JSONDecoder().decode(AdsAnswer.self, from: Data(reply.body))
    }

    struct Refused: Error, Equatable {
        let status: Int
        let code: String?
    }
}

extension HTTPReply {
    /// The stable code of a problem document.
    var code: String? {
        let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        return object?["code"] as? String
    }
}

extension ServerProcess {
    /// Asks for ads; `members` are further members of the question, each with a comma before it.
    func ads(_ slots: [String], _ members: String = "", headers: [String] = []) throws -> AdsAnswer
    {
        try AdsAnswer(
            post(
                "/v1/ads", Self.question(slots, members),
                ["Content-Type: application/json"] + headers))
    }

    static func question(_ slots: [String], _ members: String = "") -> String {
        let list = slots.map { "{ \"slot\": \"\($0)\" }" }.joined(separator: ", ")
        return "{ \"page\": { \"sections\": [\"News/Local\"] }, \"slots\": [\(list)]\(members) }"
    }

    /// The one ad of a slot that must be filled.
    func ad(_ slot: String, _ members: String = "", headers: [String] = []) throws -> AdsAnswer.Ad {
        let answer = try ads([slot], members, headers: headers)
        guard let ad = answer.ads.first, ad.lineItem != nil else { throw EmptySlot(slot: slot) }
        return ad
    }

    struct EmptySlot: Error {
        let slot: String
    }
}

/// Members of a question that allow a row with a pseudonymous id.
let granted = ", \"consent\": { \"state\": \"granted\" }"
