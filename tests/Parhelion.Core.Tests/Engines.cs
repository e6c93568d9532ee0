namespace Parhelion.Tests;

/// <summary>Programs of the system that some tests compare against.</summary>
internal static class Engines
{
    /// <summary>
    /// Skips the running test when a program is not installed; fails it instead where REQUIRE_ENGINES=1 says that nothing may
    /// be skipped.
    /// </summary>
    public static void Require(string tool)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (folders.Any(folder => File.Exists(Path.Combine(folder, tool))))
            return;

        Missing($"The program \"{tool}\" is not installed.");
    }

    /// <summary>Skips the running test, or fails it where nothing may be skipped.</summary>
    public static void Missing(string message)
    {
        if (Environment.GetEnvironmentVariable("REQUIRE_ENGINES") == "1")
            Assert.Fail(message);
        Assert.Skip(message);
    }
}
