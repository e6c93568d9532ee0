using Parhelion.Packages.Tests.Packages;
using Parhelion.Tests;

namespace Parhelion.Packages.Tests.Release;

/// <summary>The packages for Debian, in a copy of this system that is thrown away.</summary>
[Collection(nameof(PackageFeed))]
public sealed class DebianTests(PackageFeed feed)
{
    [Fact]
    public async Task They_install_work_upgrade_and_purge()
    {
        Engines.Require("apt-get");
        if (!Environment.IsPrivilegedProcess) Engines.Missing("Only root can install a package.");
        var package = Directory.GetFiles(await feed.ReleaseAsync(), "parhelion_*_amd64.deb").Single();
        var cli = Directory.GetFiles(await feed.ReleaseAsync(), "parhelion-cli_*_amd64.deb").Single();
        var newer = await NewerAsync(package, feed.NewFolder("debian"));

        var output = await feed.RunAsync(
            Repository.Root, Path.Combine(Repository.Root, "eng", "clean-root.sh"), Path.Combine(AppContext.BaseDirectory, "Release", "debian-package.sh"), package, newer, cli);

        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.EndsWith("the packages are fine\n", output, StringComparison.Ordinal);
    }

    // The same package as the next version.
    private async Task<string> NewerAsync(string package, string folder)
    {
        var file = Path.Combine(folder, "newer.deb");
        await feed.RunAsync(folder, "sh", "-c", $"dpkg-deb -R '{package}' root && sed -i 's/^Version: .*/Version: 999.0.0/' root/DEBIAN/control && dpkg-deb --root-owner-group -Znone --build root '{file}'");
        return file;
    }
}
