import Testing
import Pacing
@testable import Decisioning
@Test func debug61() {
    var world = World(seed: 61)
    let counters = world.counters()
    var decider = Decider(seed: 61)
    for round in 0..<6 {
        let request = world.request()
        let before = world.values(counters)
        let standings = world.catalog.lineItems.indices.map { Standing($0, world, request, counters) }
        let outcomes = decider.decide(request, world.snapshot, counters, at: World.now)
        let after = world.values(counters)
        if round == 5 {
            print("OUT", outcomes)
            for (i, s) in standings.enumerated() where s.mask != 0 { print("ITEM", i, s.item.tier, s.refusal as Any, s.mask, s.item.exclusionGroups, s.item.goal as Any, before[i], after[i]) }
        }
    }
}
