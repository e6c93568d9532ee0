namespace Parhelion.Uploads.Tests.Network;

/// <summary>How a connection ends.</summary>
public enum CutMode
{
    /// <summary>By FIN: both sides read an end.</summary>
    Finish,

    /// <summary>By RST: both sides get an error.</summary>
    Reset,
}
