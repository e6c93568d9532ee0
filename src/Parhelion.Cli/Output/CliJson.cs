using System.Text.Json.Serialization;
using Parhelion.Protocol;

namespace Parhelion.Cli.Output;

/// <summary>The JSON context for the tool's own output. Objects of the API are printed as the API returns them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FileReport))]
[JsonSerializable(typeof(ErrorReport))]
[JsonSerializable(typeof(CheckReport))]
[JsonSerializable(typeof(ProfileReport))]
[JsonSerializable(typeof(TokenReport))]
internal sealed partial class CliJson : JsonSerializerContext;

/// <summary>The result for one file or media URL.</summary>
internal sealed record FileReport
{
    public string? File { get; init; }

    public string? MediaUrl { get; init; }

    public string? MediaType { get; init; }

    public long? Size { get; init; }

    public ErrorReport? Error { get; init; }
}

/// <summary>An error, with its exit code and the details of the API's response.</summary>
internal sealed record ErrorReport
{
    public required string Message { get; init; }

    public required int ExitCode { get; init; }

    public int? Status { get; init; }

    public IReadOnlyList<ApiError>? Errors { get; init; }

    public string? RequestId { get; init; }
}

/// <summary>The result of one check of <c>doctor</c>.</summary>
internal sealed record CheckReport(string Check, bool Ok, string Detail);

/// <summary>A profile, without its secret.</summary>
internal sealed record ProfileReport(string Name, string? Host, string? AppId, string? KeyId);

/// <summary>A signed token.</summary>
internal sealed record TokenReport(string Token, string Scope);
