using System.Text.RegularExpressions;
using Parhelion.Server.Tests.Faults;

namespace Parhelion.Server.Tests.Verbs;

/// <summary>The command <c>config</c>.</summary>
public sealed partial class ConfigCommandTests
{
    [Fact]
    public async Task Each_setting_has_its_value_and_its_source()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Parhelion__Limits__UploadBytes"] = "1000",
            ["Parhelion__Limits__JsonBytes"] = "2000",
            ["Parhelion__Secrets__MasterKey"] = Convert.ToBase64String(new byte[32]),
        };

        var (exitCode, output) = await ServerProcess.RunAsync(
            environment, "config", "--Parhelion:Limits:JsonBytes=3000", "--Parhelion:Files:Extensions:0=png", "--Parhelion:Files:Extensions:1=md=text/markdown");

        Assert.True(exitCode == 0, output);
        var rows = Rows().Matches(output).ToDictionary(row => row.Groups["name"].Value, row => (row.Groups["value"].Value, row.Groups["source"].Value), StringComparer.Ordinal);
        Assert.Equal(("1000", "environment"), rows["Parhelion:Limits:UploadBytes"]);
        Assert.Equal(("3000", "command line"), rows["Parhelion:Limits:JsonBytes"]);
        Assert.Equal(("png,md=text/markdown", "command line"), rows["Parhelion:Files:Extensions"]);
        Assert.Equal(("(not shown)", "environment"), rows["Parhelion:Secrets:MasterKey"]);
        Assert.Equal(("Full", "default"), rows["Parhelion:Durability"]);
        Assert.Equal(("7", "default"), rows["Parhelion:Sweep:QuarantineDays"]);
        Assert.Equal(("(not set)", "default"), rows["Parhelion:PublicBaseUrl"]);
        Assert.DoesNotContain(environment["Parhelion__Secrets__MasterKey"], output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_of_stores_and_caches_are_not_shown()
    {
        var (exitCode, output) = await ServerProcess.RunAsync(
            "config", "--Parhelion:Database:Provider=Postgres", "--Parhelion:Database:ConnectionString=Host=h;Username=u;Password=hidden-1;Database=d",
            $"--Parhelion:Secrets:MasterKey={Convert.ToBase64String(new byte[32])}", "--Parhelion:Blobs:Provider=S3", "--Parhelion:Blobs:S3:Bucket=b",
            "--Parhelion:Blobs:S3:AccessKey=a", "--Parhelion:Blobs:S3:SecretKey=hidden-2", "--Parhelion:MediaBaseUrl=https://media.example.org",
            "--Parhelion:Purge:Targets:0:Kind=Fastly", "--Parhelion:Purge:Targets:0:Service=s", "--Parhelion:Purge:Targets:0:Token=hidden-3",
            "--Parhelion:Bootstrap:AccountKeyId=act_0123456789abcdef01234567", $"--Parhelion:Bootstrap:AccountKeySecret=hidden-4{new string('x', 40)}");

        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("hidden", output, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_setting_is_named()
    {
        var (exitCode, output) = await ServerProcess.RunAsync("config", "--Parhelion:Limits:UploadByte=1");

        Assert.Equal(2, exitCode);
        Assert.Contains("The nearest is Parhelion:Limits:UploadBytes", output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^(?<name>Parhelion:\S+) +(?<value>.*?) +(?<source>default|environment|command line)\r?$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rows();
}
