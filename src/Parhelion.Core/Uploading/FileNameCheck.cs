using Parhelion.Core.Naming;
using Parhelion.Protocol;

namespace Parhelion.Core.Uploading;

/// <summary>Checks the file name of an upload before any byte of the file is read.</summary>
internal static class FileNameCheck
{
    /// <summary>Cleans the name and checks its extension.</summary>
    /// <param name="rules">The rules of the server.</param>
    /// <param name="raw">The name as the client sent it.</param>
    /// <param name="request">The properties of the upload. Its upload link and its app may allow fewer extensions.</param>
    /// <exception cref="ProblemException">Status 415: the extension is not allowed, or the name has none.</exception>
    public static FileName Require(FileValidator rules, string raw, NewAttachmentProperties request)
    {
        if (!FileName.TryParse(raw, out var name)) throw new ProblemException(Problems.ExtensionNotAllowed);
        if (rules.JudgeName(name) is { } refusal) throw FileRefusalProblems.Of(FileVerdict.FromRefusal(refusal));
        if (!Allows(request.Extensions, name) || !Allows(request.AppExtensions, name)) throw new ProblemException(Problems.ExtensionNotAllowed);
        return name;
    }

    /// <summary>Whether a list of extensions has that of the name; <c>null</c> allows all.</summary>
    public static bool Allows(IReadOnlyCollection<string>? extensions, FileName name) => extensions?.Contains(name.Extension, StringComparer.OrdinalIgnoreCase) != false;
}
