namespace Parhelion.Uploads.Tests.Clients;

/// <summary>Where a client in JavaScript runs.</summary>
internal interface IJavaScriptHost : IAsyncDisposable
{
    /// <summary>Runs a task. Returns <c>null</c> if <see cref="EndAsync"/> was called meanwhile.</summary>
    Task<UploadResult?> RunAsync(UploadTask task, TestFile file);

    /// <summary>Ends whatever runs, without asking it: kills the process, or loads the page again. What the client has stored stays.</summary>
    Task EndAsync();
}
