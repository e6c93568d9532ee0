namespace Parhelion.Server.Wire.Multipart;

/// <summary>Says why a Content-Type has no usable boundary.</summary>
internal enum BoundaryFault
{
    /// <summary>The boundary is valid.</summary>
    None,

    /// <summary>The type is missing or is not <c>multipart/form-data</c>. The response has status 415.</summary>
    NotMultipart,

    /// <summary>The type is right, but its boundary parameter is missing, repeated or illegal. The response has status 400.</summary>
    BadBoundary,
}
