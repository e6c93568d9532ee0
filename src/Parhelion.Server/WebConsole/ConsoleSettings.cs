using Parhelion.Server.Configuration;

namespace Parhelion.Server.WebConsole;

/// <summary>Settings of the console (section <c>Console</c>).</summary>
internal sealed record ConsoleSettings
{
    /// <summary><c>Console:Enabled</c>: whether there is a console. Default: yes.</summary>
    public bool Enabled { get; init; }

    internal static ConsoleSettings Read(SettingsReader reader) => new() { Enabled = reader.Boolean("Console:Enabled", true) };
}
