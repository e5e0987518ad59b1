import LinearAlgebra
import Testing

@Suite struct BLASTests {
  @Test func theLibraryIsFoundAndDescribesItself() throws {
    let library = try #require(BLAS.loaded)
    #expect(BLAS.problem == nil)
    #expect(library.configuration.contains("OpenBLAS"))
    #expect(!library.core.isEmpty)
  }

  @Test func noThreadIsRefused() async {
    await #expect(processExitsWith: .failure) { BLAS.useThreads(0) }
  }
}
