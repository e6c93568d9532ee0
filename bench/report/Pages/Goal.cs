using Parhelion.BenchReport.Figures;

namespace Parhelion.BenchReport.Pages;

/// <summary>A figure that Parhelion should reach.</summary>
/// <param name="Text">The goal in words.</param>
/// <param name="Judge">Compares it with what a run measured; <c>null</c> if that run did not measure it.</param>
internal sealed record Goal(string Text, Func<BenchRun, Verdict?> Judge);
