using Parhelion.Server.Tests.Verbs;

namespace Parhelion.Server.Tests.Scanning;

/// <summary>Settings of the malware scan that cannot be served with, each in one sentence.</summary>
public sealed class AntivirusSettingsTests
{
    private const string Address = "--Parhelion:Antivirus:Address=tcp://127.0.0.1:3310";

    [Theory]
    [InlineData("Antivirus:Address=clamd:3310", "Parhelion:Antivirus:Address is 'clamd:3310'; it must be the address of clamd, such as tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl.")]
    [InlineData("Antivirus:TimeLimit=00:00:00", "Parhelion:Antivirus:TimeLimit is '00:00:00'; it must be more than nothing and at most 00:10:00.")]
    [InlineData("Antivirus:TimeLimit=00:10:01", "Parhelion:Antivirus:TimeLimit is '00:10:01'; it must be more than nothing and at most 00:10:00.")]
    [InlineData("Antivirus:Connections=0", "Parhelion:Antivirus:Connections is '0'; it must be a whole number from 1 to 1000.")]
    [InlineData("Antivirus:MaxBytes=4294967296", "Parhelion:Antivirus:MaxBytes is '4294967296'; it must be a whole number from 1 to 4294967295.")]
    [InlineData("Antivirus:OnFailure=Ignore", "Parhelion:Antivirus:OnFailure is 'Ignore'; it must be one of Refuse, Accept.")]
    [InlineData("Limits:UploadBytes=104857601", "Parhelion:Antivirus:MaxBytes is 104857600, less than Limits:UploadBytes, so larger files could never be stored; raise it together with StreamMaxLength of clamd, or set Antivirus:OnFailure to Accept.")]
    public async Task Wrong_setting_is_named(string setting, string sentence)
    {
        string[] words = setting.StartsWith("Antivirus:Address", StringComparison.Ordinal) ? ["config"] : ["config", Address];

        var run = await VerbRun.OfAsync([.. words, $"--Parhelion:{setting}"]);

        Assert.Equal((2, sentence), (run.ExitCode, run.Errors.Trim()));
    }

    [Fact]
    public async Task Files_may_be_larger_than_what_is_scanned_if_they_are_stored_without_a_scan() =>
        Assert.Equal(0, (await VerbRun.OfAsync(["config", Address, "--Parhelion:Limits:UploadBytes=104857601", "--Parhelion:Antivirus:OnFailure=Accept"])).ExitCode);
}
