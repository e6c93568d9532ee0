namespace Parhelion.Load.Sending;

/// <summary>What a run under load has come to.</summary>
/// <param name="Requests">Right answers.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="P50">Milliseconds in which half of them came.</param>
/// <param name="P99">Milliseconds in which 99 of 100 came.</param>
/// <param name="Fault">What went wrong, should anything; then the rest is worth nothing.</param>
internal sealed record Outcome(double Requests, double Seconds, double P50, double P99, string? Fault = null)
{
    public static Outcome Of(List<double> milliseconds, double seconds, string? fault)
    {
        if (milliseconds.Count == 0) return new Outcome(0, seconds, 0, 0, fault ?? "no answer");
        milliseconds.Sort();
        return new Outcome(milliseconds.Count, seconds, At(0.5), At(0.99), fault);

        double At(double part) => milliseconds[Math.Min((int)(milliseconds.Count * part), milliseconds.Count - 1)];
    }
}
