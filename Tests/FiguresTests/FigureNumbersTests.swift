import Testing

@testable import Figures

@Suite struct FigureNumbersTests {
  @Test func csvHasAHeadingAllDigitsAndNoValueWhereThereIsNone() {
    let numbers = FigureNumbers(
      ["a", "b, c"], [["x \"y\"", .number(0.1)], ["z", .number(.nan)]])
    #expect(numbers.csv == "a,\"b, c\"\r\n\"x \"\"y\"\"\",0.1\r\nz,\r\n")
  }

  @Test func chartsCarryWhatTheyDraw() {
    let line = LineChart(
      title: "", xLabel: "k", yLabel: "share",
      series: [LineSeries(name: "a", x: [1, 2], y: [3, 4])])
    #expect(
      line.figure().numbers?.csv
        == "series,k,share,low,high\r\na,1,3,,\r\na,2,4,,\r\n")
    let bars = BarChart(title: "", xLabel: "n", rows: [BarRow(name: "a", count: 2, text: "2")])
    #expect(bars.figure().numbers?.csv == "name,n\r\na,2\r\n")
    let map = HeatMap(title: "", values: [[1, 2], [2, 1]], valueLabel: "v")
    #expect(map.figure().numbers?.rows.map(\.count) == [4, 4])
  }
}
