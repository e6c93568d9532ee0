using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>410: the store does not have all bytes that it has acknowledged.</summary>
/// <param name="id">Id of the upload.</param>
/// <param name="fault">What the store said.</param>
public sealed class UploadLostException(string id, Exception fault) : ProblemException(Problems.UploadGone, fault)
{
    /// <summary>Id of the upload.</summary>
    public string Id => id;
}
