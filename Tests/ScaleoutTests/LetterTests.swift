import Foundation
import Statistics
import Testing

@testable import Scaleout

@Suite struct LetterTests {
  @Test func lettersComeBackFromTheirBytes() {
    let loop = PartLoop(number: 3, name: "pairs", parts: 12)
    let wish = Wish(sequence: 9, loop: loop, job: Data([7]), kept: [1, 4])
    #expect(Wish(portable: wish.portable) == wish)
    let value = PartValue(loop: 9, part: 4, value: [1, 2, 3])
    #expect(PartValue(portable: value.portable) == value)
    let hello = Hello(program: "semblance 1", host: "höst")
    #expect(Hello(portable: hello.portable) == hello)
    #expect(Wish(portable: hello.portable) == nil)
  }
}
