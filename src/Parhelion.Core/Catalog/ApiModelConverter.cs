using System.Text.Json;
using Parhelion.Protocol;

namespace Parhelion.Core.Catalog;

/// <summary>Converts database rows to the models that API responses and events contain.</summary>
public static class ApiModelConverter
{
    /// <summary>Converts a user.</summary>
    public static User User(UserRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new User
        {
            Id = row.Id,
            ExternalId = row.ExternalId,
            ZendeskId = row.ZendeskId,
            BrandId = row.BrandId.Length == 0 ? null : row.BrandId,
            SignedUpAt = row.SignedUpAt,
            ToBeRetained = row.ToBeRetained,
            Profile = JsonSerializer.Deserialize(row.Profile, ProtocolJson.Default.Profile)!,
            Metadata = JsonSerializer.Deserialize(row.Metadata, ProtocolJson.Default.IReadOnlyDictionaryStringJsonElement)!,
            Identities = row.Email is null ? [] : [new Identity(Identity.Email, row.Email, row.EmailVerification)],
        };
    }

    /// <summary>Converts a client.</summary>
    public static UserClient Client(ClientRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new UserClient
        {
            Id = row.Id,
            Type = row.Type,
            Status = row.Status,
            IntegrationId = row.IntegrationId,
            ExternalId = row.ExternalId,
            LastSeen = row.LastSeen,
            LinkedAt = row.LinkedAt,
        };
    }

    /// <summary>Converts a record of conversion events.</summary>
    public static ConversionEventRecord ConversionEvents(ConversionEventRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new ConversionEventRecord
        {
            Id = row.Id,
            Channel = row.Channel,
            Payload = JsonSerializer.Deserialize(row.Payload, ProtocolJson.Default.JsonElement),
            CreatedAt = row.CreatedAt,
        };
    }

    /// <summary>Converts a conversation.</summary>
    public static Conversation Conversation(ConversationRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new Conversation
        {
            Id = row.Id,
            Type = row.Type,
            ActiveSwitchboardIntegration = row.Active,
            PendingSwitchboardIntegration = row.Pending,
            IsDefault = row.IsDefault,
            DisplayName = row.DisplayName,
            Description = row.Description,
            IconUrl = row.IconUrl,
            Metadata = Metadata(row.Metadata),
            BusinessLastRead = row.BusinessLastRead,
            LastUpdatedAt = row.LastUpdatedAt,
            CreatedAt = row.CreatedAt,
        };
    }

    /// <summary>Converts a switchboard.</summary>
    public static Switchboard Switchboard(SwitchboardRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new Switchboard { Id = row.Id, Enabled = row.IsEnabled, DefaultSwitchboardIntegrationId = row.DefaultId };
    }

    /// <summary>Converts a switchboard integration.</summary>
    public static SwitchboardIntegration SwitchboardIntegration(SwitchboardIntegrationRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new SwitchboardIntegration
        {
            Id = row.Id,
            Name = row.Name,
            IntegrationId = row.IntegrationId,
            IntegrationType = row.IntegrationType,
            DeliverStandbyEvents = row.DeliversStandbyEvents,
            NextSwitchboardIntegrationId = row.NextId,
            MessageHistoryCount = row.MessageHistoryCount,
        };
    }

    /// <summary>Converts a message.</summary>
    public static Message Message(MessageRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new Message
        {
            Id = row.Id,
            Received = row.ReceivedAt,
            Author = JsonSerializer.Deserialize(row.Author, ProtocolJson.Default.Author)!,
            Content = JsonSerializer.Deserialize(row.Content, ProtocolJson.Default.JsonElement),
            Source = row.Source is null ? new MessageSource(MessageSource.Api) : JsonSerializer.Deserialize(row.Source, ProtocolJson.Default.MessageSource)!,
            Metadata = Metadata(row.Metadata),
        };
    }

    /// <summary>Converts the refusal of an upload.</summary>
    public static Rejection Rejection(RefusedUploadRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new Rejection
        {
            Id = row.Id,
            ConversationId = row.ConversationId,
            Reason = row.Reason,
            FileName = row.FileName,
            Size = row.Size,
            MediaType = row.MediaType,
            Sha256 = row.Sha256 is null ? null : Convert.ToHexStringLower(row.Sha256),
            Signature = row.Signature,
            RejectedAt = row.RefusedAt,
        };
    }

    /// <summary>Converts the receipt of a deleted attachment.</summary>
    public static Receipt Receipt(RemovalReceiptRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new Receipt
        {
            Id = row.Id,
            MediaUrlHash = Convert.ToHexStringLower(row.MediaHash),
            Size = row.Size,
            Reason = row.Reason,
            RequestedBy = row.RequestedBy,
            RequestedAt = row.RequestedAt,
            ErasedAt = row.ErasedAt,
            PurgedAt = row.PurgedAt,
        };
    }

    private static IReadOnlyDictionary<string, JsonElement>? Metadata(string? text) =>
        text is null ? null : JsonSerializer.Deserialize(text, ProtocolJson.Default.IReadOnlyDictionaryStringJsonElement);
}
