namespace Parhelion.Cli.CommandLine;

/// <summary>Reads media URLs from the command line.</summary>
internal static class MediaUrlArgument
{
    /// <summary>Checks a media URL before anything is sent.</summary>
    /// <exception cref="UsageException">The text is not an absolute http or https URL.</exception>
    public static string Check(string text)
    {
        var url = text.Trim();
        if (url.Length == 0) throw new UsageException("The media URL is empty.");
        if (Uri.TryCreate(url, UriKind.Absolute, out var parsed) && (parsed.Scheme == Uri.UriSchemeHttps || parsed.Scheme == Uri.UriSchemeHttp)) return url;
        throw new UsageException($"'{url}' is not a media URL. A media URL begins with https:// or http://, as upload prints it.");
    }

    /// <summary>Returns the URLs of the arguments. The argument <c>-</c> stands for the lines of standard input, which are read as they are needed.</summary>
    /// <exception cref="UsageException">An argument is not a URL. Lines of standard input are returned unchecked.</exception>
    public static IEnumerable<string> All(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var urls = arguments.Select(argument => argument == StandardInput.Argument ? argument : Check(argument)).ToList();
        return urls.SelectMany(url => url == StandardInput.Argument ? StandardInput.Lines(cancellationToken) : [url]);
    }
}
