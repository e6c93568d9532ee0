namespace Parhelion.BenchReport.Pages;

/// <summary>Figures as the pages write them.</summary>
internal static class Numbers
{
    /// <summary>With separated thousands, and with as many decimals as the figure is precise.</summary>
    public static string Format(double value) => value switch
    {
        >= 100 => $"{value:N0}",
        >= 10 => $"{value:F1}",
        _ => $"{value:F2}",
    };
}
