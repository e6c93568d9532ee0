namespace Parhelion.Files.Tests;

/// <summary>How much a run of the tests tries.</summary>
internal static class Scope
{
    /// <summary>Whether everything is asked for (<c>./run test --all</c>), and not the sample that CI takes.</summary>
    public static bool All => Environment.GetEnvironmentVariable("PARHELION_TEST_ALL") == "1";
}
