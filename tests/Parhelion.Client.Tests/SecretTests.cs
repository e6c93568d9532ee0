using System.Reflection;

namespace Parhelion.Client.Tests;

/// <summary>What has a secret does not show it when it is printed: records land in logs and in the messages of tests.</summary>
public sealed class SecretTests
{
    private const string Secret = "s3cret-value";

    public static TheoryData<object> Holders =>
    [
        new AppKey("app_1", "Till", Secret),
        new Protocol.AppKeyResponse(new AppKey("app_1", "Till", Secret)),
        new Protocol.AccountKey("act_1", "Till", false, Secret),
        ParhelionModelFactory.Webhook(secret: Secret),
        ParhelionModelFactory.Integration(webhooks: [ParhelionModelFactory.Webhook(secret: Secret)]),
        new AttachmentLink($"https://files.example.net/a.png?signature={Secret}", DateTimeOffset.UnixEpoch),
        new UploadLink($"https://files.example.net/uploads/{Secret}", DateTimeOffset.UnixEpoch, 1),
        new Protocol.OAuthTokenBody("code", "authorization_code", "client", Secret),
        new Protocol.OAuthTokenResponse(Secret, "Bearer"),
        new UserDevice { Id = "1", Type = "ios", InstallationId = "2", ClientId = "3", IntegrationId = "4", Status = "active", LastSeen = DateTimeOffset.UnixEpoch, PushNotificationToken = Secret },
        new Protocol.AttachmentMediaTokenResponse(new Dictionary<string, string> { ["/apps/a"] = Secret }),
        new ParhelionClientOptions { KeyId = "app_1", KeySecret = Secret, Credentials = ParhelionCredentials.Basic("app_1", Secret) },
        new ResumableUpload(new Uri($"https://files.example.net/uploads/{Secret}"), 1),
        ParhelionCredentials.Basic("app_1", Secret),
        ParhelionCredentials.Bearer(Secret),
        ParhelionCredentials.SigningKey("app_1", Secret),
    ];

    [Theory]
    [MemberData(nameof(Holders), DisableDiscoveryEnumeration = true)]
    public void A_secret_is_not_printed(object holder)
    {
        Assert.DoesNotContain(Secret, holder.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, $"{holder}", StringComparison.Ordinal);
    }

    // Whoever adds a record with a secret finds this test.
    [Fact]
    public void Every_type_with_a_secret_is_in_the_list()
    {
        string[] words = ["Secret", "Token", "Tokens", "Password"];
        var listed = Holders.Select(row => row.Data.GetType()).ToHashSet();

        var holders = new[] { typeof(AppKey).Assembly, typeof(ParhelionClient).Assembly }.SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Any(property => words.Any(word => property.Name.EndsWith(word, StringComparison.Ordinal))))
            .ToHashSet();

        Assert.True(holders.Count >= 5, "The types were not found.");
        Assert.Subset(listed, holders);
    }
}
