using System.Text.Json.Serialization;
using Parhelion.Protocol;

namespace Parhelion.Cli.Output;

/// <summary>What the tool itself writes as JSON; the objects of the API are written as the API has them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FileReport))]
[JsonSerializable(typeof(ErrorReport))]
[JsonSerializable(typeof(CheckReport))]
[JsonSerializable(typeof(ProfileReport))]
[JsonSerializable(typeof(TokenReport))]
internal sealed partial class CliJson : JsonSerializerContext;

/// <summary>What became of one file or media URL.</summary>
internal sealed record FileReport
{
    public string? File { get; init; }

    public string? MediaUrl { get; init; }

    public string? MediaType { get; init; }

    public long? Size { get; init; }

    public ErrorReport? Error { get; init; }
}

/// <summary>What went wrong.</summary>
internal sealed record ErrorReport
{
    public required string Message { get; init; }

    public required int ExitCode { get; init; }

    public int? Status { get; init; }

    public IReadOnlyList<ApiError>? Errors { get; init; }

    public string? RequestId { get; init; }
}

/// <summary>One step of the doctor.</summary>
internal sealed record CheckReport(string Check, bool Ok, string Detail);

/// <summary>A profile, without its secret.</summary>
internal sealed record ProfileReport(string Name, string? Host, string? AppId, string? KeyId);

/// <summary>A signed token.</summary>
internal sealed record TokenReport(string Token, string Scope);
