namespace Parhelion.Server.Wire.Multipart;

/// <summary>Why no boundary could be taken from a Content-Type.</summary>
internal enum BoundaryFault
{
    /// <summary>There is a boundary.</summary>
    None,

    /// <summary>The type is missing or another than <c>multipart/form-data</c>: 415.</summary>
    NotMultipart,

    /// <summary>The type is right, its boundary parameter is missing, repeated or illegal: 400.</summary>
    BadBoundary,
}
