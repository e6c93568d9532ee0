namespace Parhelion.Tests;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>Waits until no other test publishes or packs: what they do reads and writes <c>artifacts/obj</c>. Let it go by disposing it.</summary>
    public static async Task<IDisposable> LockObjAsync(CancellationToken cancellationToken)
    {
        var file = Path.Combine(Root, "artifacts", "obj.lock");
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                // Another process of the tests has it. The system tells nobody when it lets go.
                await Task.Delay(100, cancellationToken);
            }
        }
    }

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Parhelion.slnx"))) directory = directory.Parent!;
        return directory.FullName;
    }
}
