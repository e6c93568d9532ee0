using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>Thrown when the store has lost bytes that the server had acknowledged to the client of a resumable upload. The upload ends, and the server answers
/// with status 410.</summary>
/// <param name="id">Id of the upload.</param>
/// <param name="fault">The exception of the store.</param>
public sealed class UploadLostException(string id, Exception fault) : ProblemException(Problems.UploadGone, fault)
{
    /// <summary>Id of the upload.</summary>
    public string Id => id;
}
