using Parhelion.Cli.Files;

namespace Parhelion.Cli.Tests;

/// <summary>File names that a server chooses.</summary>
public sealed class SafeNameTests
{
    [Theory]
    [InlineData("picture.png", "picture.png")]
    [InlineData(".bash_profile", "bash_profile")]
    [InlineData("...x", "x")]
    [InlineData("\u0007.x\u001b", "x")]
    [InlineData("..", "")]
    [InlineData("a:b.png", "a:b.png")]
    public void A_name_is_not_hidden_and_has_no_control_characters(string name, string safe) => Assert.Equal(safe, SafeName.Of(name, isForWindows: false));

    [Theory]
    [InlineData("picture.png", "picture.png")]
    [InlineData("a.txt:stream", "a.txt_stream")]
    [InlineData("C:evil", "C_evil")]
    [InlineData("a<b>|?*\"/\\.png", "a_b_______.png")]
    [InlineData("nul", "_nul")]
    [InlineData("CON.tar.gz", "_CON.tar.gz")]
    [InlineData("aux .txt", "_aux .txt")]
    [InlineData("com1.txt", "_com1.txt")]
    [InlineData("LPT\u00B9", "_LPT\u00B9")]
    [InlineData("com.txt", "com.txt")]
    [InlineData("console.txt", "console.txt")]
    [InlineData("a.png. .", "a.png")]
    [InlineData(". .", "")]
    public void On_Windows_no_name_is_a_device_or_a_stream(string name, string safe) => Assert.Equal(safe, SafeName.Of(name, isForWindows: true));
}
