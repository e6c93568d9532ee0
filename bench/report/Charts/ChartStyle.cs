using Parhelion.BenchReport.Figures;

namespace Parhelion.BenchReport.Charts;

/// <summary>The colours and fonts of all charts, for light and dark pages. The font is that of the reader's system.</summary>
internal static class ChartStyle
{
    /// <summary>The style sheet inside of each drawing. Shapes are drawn in the <c>color</c> of their class.</summary>
    public const string Css =
        """

        text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:currentColor}
        .title{font-size:17px;font-weight:600}.head,.strong{font-weight:600}.small{font-size:12px}
        .middle{text-anchor:middle}.end{text-anchor:end}
        line,polyline{stroke:currentColor;fill:none;stroke-linejoin:round}circle{fill:currentColor}
        .curve{stroke-width:2}.range{stroke-width:3;stroke-linecap:round;opacity:.45}.even{stroke-width:1.5}.leader{opacity:.5}
        .halo{paint-order:stroke;stroke:#fff;stroke-width:6px;stroke-linejoin:round}
        .card{fill:#fff;stroke:#d1d9e0}.below,.goal{fill:#f6f8fa}.hollow{fill:#fff;stroke:currentColor;stroke-width:1.5}
        .title,.head{color:#1f2328}.muted{color:#59636e}.grid{color:#d1d9e0}
        .parhelion{color:#bc4c00}.nginx{color:#1a7f37}.aspnetcore{color:#8250df}.ejabberd{color:#0969da}.tus{color:#59636e}.prosody{color:#bf3989}
        @media(prefers-color-scheme:dark){
        .halo{stroke:#0d1117}.card{fill:#0d1117;stroke:#3d444d}.below,.goal{fill:#151b23}.hollow{fill:#0d1117}
        .title,.head{color:#f0f6fc}.muted{color:#9198a1}.grid{color:#2d333b}
        .parhelion{color:#f0883e}.nginx{color:#3fb950}.aspnetcore{color:#ab7df8}.ejabberd{color:#4493f8}.tus{color:#9198a1}.prosody{color:#db61a2}
        }

        """;

    /// <summary>The class with the colour of a server; <c>muted</c> for one that has none.</summary>
    public static string Of(string server) =>
        server == ServerNames.Parhelion || ServerNames.Peers.Contains(server, StringComparer.Ordinal)
            ? string.Concat(server.Where(char.IsAsciiLetter)).ToLowerInvariant()
            : "muted";
}
