namespace Parhelion.Testing.Faults;

/// <summary>The connection was cut because the test has ordered it.</summary>
internal sealed class InterruptedException() : IOException("The test has ordered that this connection is cut.");
