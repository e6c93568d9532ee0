using System.Buffers.Text;
using System.Text.Json;
using Parhelion.Core;
using Parhelion.Core.Catalog;
using Parhelion.Core.Tenancy;
using Parhelion.Core.Uploading;
using Parhelion.Protocol;

namespace Parhelion.Server.Access;

/// <summary>
/// Issues and verifies the tokens of upload links. A client without an API key can upload files through such a link. The token says what the link allows. The
/// API key that created the link signs the token.
/// </summary>
/// <remarks>The server stores nothing about a link until the first upload through the link.</remarks>
internal sealed class UploadLinks(HmacSignatures hmacSignatures, ApiKeyService apiKeys, Database database, TimeProvider clock)
{
    /// <summary>The most characters that the extensions of a link may have, with a comma between two. The whole token has fewer than 1,800 then.</summary>
    public const int MaxExtensionsLength = 1000;

    private const string Purpose = "parhelion upload link v1";
    private const int MaxLength = 1800;

    /// <summary>Returns the token of a link, signed by an API key. It has one dot.</summary>
    public static string Issue(ApiKey apiKey, UploadLinkClaims claims)
    {
        var payload = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims, UploadLinkJson.Default.UploadLinkClaims));
        return $"{payload}.{HmacSignatures.Sign(apiKey, Purpose, payload)}";
    }

    /// <summary>Verifies a token, and whether its link can still be used.</summary>
    /// <exception cref="ProblemException">Status 404: this server did not issue the token. Status 410: the link has expired or is used up, or its key, app or
    /// conversation was deleted.</exception>
    public async ValueTask<UploadLinkGrant> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        var claims = await ReadAsync(token, cancellationToken);
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(claims.Expires);
        if (expiresAt <= clock.GetUtcNow()) throw new ProblemException(Problems.UploadLinkGone);
        if (!await database.ReadAsync((session, token) => IsUsableAsync(session, claims, token), cancellationToken)) throw new ProblemException(Problems.UploadLinkGone);
        return new UploadLinkGrant(claims.Key, new NewAttachmentProperties(claims.App, claims.Conversation, claims.ForMessage, claims.IsPrivate)
        {
            Link = new UploadLinkLimits(claims.Id, claims.Uploads, expiresAt),
            MaxBytes = claims.Bytes,
            Extensions = claims.Extensions?.Split(','),
        });
    }

    private async ValueTask<UploadLinkClaims> ReadAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length > MaxLength || token.Split('.') is not [var payload, var signature] || Parse(payload) is not { } claims) throw NotFound();
        if (await hmacSignatures.VerifyAsync(claims.Key, Purpose, payload, signature, cancellationToken) is { } apiKey)
        {
            return apiKey.AppId is null || apiKey.AppId == claims.App ? claims : throw NotFound();
        }

        // The signature cannot be verified any more after the key was deleted.
        if (await apiKeys.FindAsync(claims.Key, cancellationToken) is null) throw new ProblemException(Problems.UploadLinkGone);
        throw NotFound();
    }

    private static UploadLinkClaims? Parse(string payload)
    {
        try
        {
            var claims = Base64Url.IsValid(payload) ? JsonSerializer.Deserialize(Base64Url.DecodeFromChars(payload), UploadLinkJson.Default.UploadLinkClaims) : null;
            return claims is not null && ApiKey.IsId(claims.Key) && ObjectId.IsValid(claims.Id) ? claims : null;
        }
        catch (JsonException)
        {
            // This server did not issue the token.
            return null;
        }
    }

    private static async ValueTask<bool> IsUsableAsync(DatabaseSession session, UploadLinkClaims claims, CancellationToken cancellationToken) =>
        await AppTable.FindAsync(session, claims.App, cancellationToken) is not null
        && (claims.Conversation is not { } conversation || await ConversationTable.FindAsync(session, claims.App, conversation, cancellationToken) is not null)
        && await UploadLinkTable.UsesAsync(session, claims.Id, cancellationToken) < claims.Uploads;

    private static ProblemException NotFound() => new(Problems.ResourceNotFound);
}
