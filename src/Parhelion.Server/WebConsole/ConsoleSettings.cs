using Parhelion.Server.Configuration;

namespace Parhelion.Server.WebConsole;

/// <summary>Settings that turn the web console on or off and choose its addresses (section <c>Console</c>).</summary>
internal sealed record ConsoleSettings
{
    internal const string UrlsName = "Console:Urls";

    /// <summary><c>Console:Enabled</c>: whether there is a console. Default: yes.</summary>
    public bool Enabled { get; init; }

    /// <summary><c>Console:Urls</c>: addresses of its own, such as <c>http://127.0.0.1:5481</c>. The console is then not at the addresses of the API. Default: none.</summary>
    public IReadOnlyList<Uri> Urls { get; init; } = [];

    internal static ConsoleSettings Read(SettingsReader reader) =>
        new() { Enabled = reader.Boolean("Console:Enabled", true), Urls = AdditionalHttpServer.Read(reader, UrlsName, examplePort: 5481) };
}
