namespace Parhelion.Uploads.Tests.Network;

/// <summary>How a connection ends for the client. For the server it ends by FIN: before an RST the system throws away what the server has not read yet, and this
/// network is so fast that this would be nearly everything.</summary>
public enum CutMode
{
    /// <summary>By FIN: the client reads an end.</summary>
    Finish,

    /// <summary>By RST: the client gets an error.</summary>
    Reset,
}
