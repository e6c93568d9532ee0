using Parhelion.Core.Naming;
using Parhelion.Core.Serving;

namespace Parhelion.Core.Tests.Serving;

public sealed class MediaScopeTests
{
    private const string App = "/apps/66f0c1d2e3a4b5c6d7e8f901";
    private const string Conversation = App + "/conversations/66f0c2aa01b2c3d4e5f60718";
    private const string File = Conversation + "/Zk3v9Qd1LwA7m-TcR0yXb2Hf/spec%20sheet.pdf";

    [Theory]
    [InlineData(App, App)]
    [InlineData(Conversation, Conversation)]
    [InlineData(File, Conversation + "/Zk3v9Qd1LwA7m-TcR0yXb2Hf")]
    [InlineData(App + "/Zk3v9Qd1LwA7m-TcR0yXb2Hf/a%2Fb%3B.txt", App + "/Zk3v9Qd1LwA7m-TcR0yXb2Hf")]
    public void Path_is_read_and_written_alike(string path, string cookiePath)
    {
        Assert.True(MediaAccessScope.TryParse(path, out var scope));
        Assert.Equal(path, scope.ToString());
        Assert.Equal(cookiePath, scope.CookiePath());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/apps")]
    [InlineData("/apps/66f0c1d2e3a4b5c6d7e8f90")]
    [InlineData("/apps/66F0C1D2E3A4B5C6D7E8F901")]
    [InlineData(App + "/")]
    [InlineData(App + "0")]
    [InlineData(App + "/conversations")]
    [InlineData(Conversation + "/")]
    [InlineData(Conversation + "/Zk3v9Qd1LwA7m-TcR0yXb2Hf")]
    [InlineData(Conversation + "/Zk3v9Qd1LwA7m-TcR0yXb2Hf/")]
    [InlineData(Conversation + "/Zk3v9Qd1LwA7m-TcR0yXb2H/a.txt")]
    [InlineData(File + "/more")]
    [InlineData("/files" + App)]
    public void Other_path_is_none(string path) => Assert.False(MediaAccessScope.TryParse(path, out _));

    [Theory]
    [InlineData(App, true)]
    [InlineData(Conversation, true)]
    [InlineData(File, true)]
    [InlineData("/apps/66f0c1d2e3a4b5c6d7e8f902", false)]
    [InlineData(App + "/conversations/66f0c2aa01b2c3d4e5f60719", false)]
    [InlineData("/apps/66f0c1d2e3a4b5c6d7e8f902/conversations/66f0c2aa01b2c3d4e5f60718", false)]
    [InlineData(Conversation + "/Zk3v9Qd1LwA7m-TcR0yXb2Hf/spec", false)]
    [InlineData(Conversation + "/Zk3v9Qd1LwA7m-TcR0yXb2Hg/spec%20sheet.pdf", false)]
    [InlineData(App + "/Zk3v9Qd1LwA7m-TcR0yXb2Hf/spec%20sheet.pdf", false)]
    public void Scope_covers_what_lies_below_it(string path, bool covers)
    {
        Assert.True(MediaPath.TryParseEncoded(File, out var file));
        Assert.True(MediaAccessScope.TryParse(path, out var scope));

        Assert.Equal(covers, scope.Covers(file));
    }
}
