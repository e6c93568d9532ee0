using System.Xml.Linq;

namespace Parhelion.BenchReport.Charts;

/// <summary>A drawing with a title, a line below it, and a background of its own. Colours come from classes of <see cref="ChartStyle"/>.</summary>
internal sealed class Svg
{
    private static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";

    private readonly XElement root;

    /// <summary>Begins a drawing.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="title">What the chart shows.</param>
    /// <param name="subtitle">Units and how to read it.</param>
    public Svg(double width, double height, string title, string subtitle)
    {
        root = new XElement(
            Namespace + "svg",
            new XAttribute("viewBox", $"0 0 {Number(width)} {Number(height)}"),
            new XAttribute("width", Number(width)),
            new XAttribute("height", Number(height)),
            new XAttribute("role", "img"),
            new XAttribute("aria-labelledby", "title description"),
            new XElement(Namespace + "title", new XAttribute("id", "title"), title),
            new XElement(Namespace + "desc", new XAttribute("id", "description"), subtitle),
            new XElement(Namespace + "style", ChartStyle.Css));
        Rectangle(0.5, 0.5, width - 1, height - 1, "card", radius: 6);
        Text(20, 32, title, "title");
        Text(20, 53, subtitle, "muted");
    }

    public void Line(double x1, double y1, double x2, double y2, string style) =>
        Add("line", style, ("x1", Number(x1)), ("y1", Number(y1)), ("x2", Number(x2)), ("y2", Number(y2)));

    public void Path(IEnumerable<(double X, double Y)> points, string style) =>
        Add("polyline", style, ("points", string.Join(' ', points.Select(point => $"{Number(point.X)},{Number(point.Y)}"))));

    public void Circle(double x, double y, double radius, string style) =>
        Add("circle", style, ("cx", Number(x)), ("cy", Number(y)), ("r", Number(radius)));

    public void Rectangle(double x, double y, double width, double height, string style, double radius = 0) =>
        Add("rect", style, ("x", Number(x)), ("y", Number(y)), ("width", Number(width)), ("height", Number(height)), ("rx", Number(radius)));

    /// <summary>Writes text on the base line <paramref name="y"/>; styles may contain <c>middle</c> or <c>end</c>.</summary>
    public void Text(double x, double y, string text, string style) =>
        Add("text", style, ("x", Number(x)), ("y", Number(y))).Value = text;

    /// <summary>The file, ending with a line break.</summary>
    public override string ToString() => $"{root.ToString().ReplaceLineEndings("\n")}\n";

    private XElement Add(string name, string style, params IEnumerable<(string Name, string Value)> attributes)
    {
        var element = new XElement(
            Namespace + name, new XAttribute("class", style), attributes.Where(one => one != ("rx", "0")).Select(one => new XAttribute(one.Name, one.Value)));
        root.Add(element);
        return element;
    }

    // A tenth of a pixel is finer than anybody sees.
    private static string Number(double value) => Math.Round(value, 1).ToString("0.#");
}
