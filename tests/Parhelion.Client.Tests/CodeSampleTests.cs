using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Client.Tests;

#pragma warning disable MA0084 // The snippets stand as they are on the page, with a client of their own.

/// <summary>Ten snippets as somebody writes them who knows the SDKs of Azure, OpenAI and Stripe, each run against a server. They are those of
/// docs/client.md.</summary>
public sealed class CodeSampleTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("parhelion-snippets-").FullName;
    private ParhelionServer server = null!;
    private ParhelionClient client = null!;
    private string host = "";
    private string keyId = "";
    private string secret = "";
    private string appId = "";
    private string path = "";
    private string mediaUrl = "";

    public async ValueTask InitializeAsync()
    {
        Console.Lines.Clear();
        server = await ParhelionServer.StartAsync();
        (host, keyId, secret, appId, path) = (server.Url.AbsoluteUri, server.AppKeyId, server.AppKeySecret, server.AppId, Files.PathOf("png"));
        client = new ParhelionClient(server.Url, keyId, secret);
        mediaUrl = (await client.Attachments.UploadAttachmentAsync(appId, AttachmentAccess.Public, Files.Png, "a.png")).MediaUrl;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Upload_a_path()
    {
        using var client = new ParhelionClient(host, keyId, secret);
        var attachment = await client.Attachments.UploadAttachmentAsync(appId, AttachmentAccess.Public, path);

        Assert.Equal("image/png", attachment.MediaType);
    }

    [Fact]
    public async Task Upload_a_stream()
    {
        await using var stream = File.OpenRead(path);
        Attachment attachment = await client.Attachments.UploadAttachmentAsync(appId, AttachmentAccess.Private, stream, "picture.png");

        Assert.EndsWith("/picture.png", attachment.MediaUrl, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_bytes()
    {
        byte[] bytes = await File.ReadAllBytesAsync(path);
        var attachment = await client.Attachments.UploadAttachmentAsync(appId, AttachmentAccess.Public, bytes, "picture.png");

        var binary = await client.Attachments.UploadAttachmentAsync(appId, AttachmentAccess.Public, BinaryData.FromBytes(bytes), "picture.png");
        var memory = await client.Attachments.UploadAttachmentAsync(appId, AttachmentAccess.Public, bytes.AsMemory(), "picture.png");
        Assert.Equal(3, new HashSet<string> { attachment.MediaUrl, binary.MediaUrl, memory.MediaUrl }.Count);
    }

    [Fact]
    public async Task Download_to_a_path()
    {
        var path = Path.Combine(folder, "a.png");

        await client.Attachments.DownloadToAsync(mediaUrl, path);
        byte[] bytes = await client.Attachments.DownloadContentAsync(mediaUrl);
        await using AttachmentDownload download = await client.Attachments.DownloadAsync(mediaUrl);

        Assert.Equal(Files.Png, await File.ReadAllBytesAsync(path));
        Assert.Equal(Files.Png, bytes);
        Assert.Equal((200, "image/png"), (download.Status, download.MediaType));
    }

    [Fact]
    public async Task Delete()
    {
        await client.Attachments.DeleteAttachmentAsync(appId, mediaUrl);

        Assert.Single(await client.Attachments.ListReceiptsAsync(appId).ToListAsync());
    }

    [Fact]
    public async Task List()
    {
        var user = await client.Users.CreateUserAsync(appId, new UserCreateBody { Profile = new Profile { GivenName = "Ada" } });
        var body = new ConversationCreateBody { Type = ConversationTypes.Personal, Participants = [new ParticipantJoinBody { UserId = user.Id }] };
        var conversationId = (await client.Conversations.CreateConversationAsync(appId, body)).Id;
        await client.Messages.PostMessageAsync(appId, conversationId, new MessagePostBody { Author = Author.OfBusiness(), Content = new TextContent { Text = "Hello" } });

        await foreach (Message message in client.Messages.ListMessagesAsync(appId, conversationId))
        {
            if (message.ReadContent() is TextContent text) Console.WriteLine(text.Text);
        }

        await foreach (Page<Message> page in client.Messages.ListMessagesAsync(appId, conversationId).AsPages()) Assert.False(page.Meta.HasMore);
        Assert.Equal(["Hello"], Console.Lines);
    }

    [Fact]
    public async Task Errors()
    {
        var bytes = Files.Png;

        try
        {
            await client.Attachments.UploadAttachmentAsync(appId, AttachmentAccess.Public, bytes, "virus.exe");
        }
        catch (ParhelionException e) when (e.Status == 415)
        {
            Console.WriteLine($"{e.Code}: {e.Errors[0].Title}");
        }

        Assert.Equal([$"{ProblemCodes.UnsupportedMediaType}: File rejected. File extension not allowed"], Console.Lines);
    }

    [Fact]
    public async Task Dependency_injection()
    {
        var services = new ServiceCollection();

        services.AddParhelionClient(options =>
        {
            options.Host = new Uri(host);
            options.Credentials = ParhelionCredentials.SigningKey(keyId, secret);
        });

        await using var provider = services.BuildServiceProvider();
        Assert.Equal(appId, (await provider.GetRequiredService<ParhelionClient>().Apps.GetTokenInfoAsync()).Id);
    }

    [Fact]
    public async Task Mock()
    {
        var client = Substitute.For<ParhelionClient>();
        var attachments = Substitute.For<AttachmentsClient>();
        client.Attachments.Returns(attachments);
        attachments.DownloadAsync(mediaUrl).Returns(ParhelionModelFactory.AttachmentDownload([1, 2, 3], "image/png"));

        attachments.UploadAttachmentAsync(appId, AttachmentAccess.Public, "a.png").Returns(ParhelionModelFactory.Attachment(mediaUrl));
        attachments.ListReceiptsAsync(appId).Returns(ParhelionModelFactory.PagedList(ParhelionModelFactory.Receipt(size: 3)));
        Assert.Equal(mediaUrl, (await client.Attachments.UploadAttachmentAsync(appId, AttachmentAccess.Public, "a.png")).MediaUrl);
        await using var download = await client.Attachments.DownloadAsync(mediaUrl);
        Assert.Equal((3, "image/png"), (download.Length, download.MediaType));
        Assert.Equal(3, (await client.Attachments.ListReceiptsAsync(appId).SingleAsync()).Size);
    }

    [Fact]
    public async Task Progress()
    {
        await client.Attachments.UploadAttachmentAsync(appId, AttachmentAccess.Public, path, new UploadAttachmentOptions
        {
            Progress = new Progress<UploadProgress>(p => Console.WriteLine($"{p.BytesSent}")),
        });

        // Progress<T> reports on another thread.
        Assert.True(SpinWait.SpinUntil(() => Console.Lines.Contains($"{Files.Png.Length}"), TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void The_page_has_these_snippets()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "client.md")).Split("## Ten snippets")[1].Split("\n## ")[0];
        var snippets = page.Split("```csharp\n")[1..].Select(block => Packed(block.Split("```")[0])).ToList();
        var source = Packed(File.ReadAllText(Path.Combine(Repository.Root, "tests", "Parhelion.Client.Tests", "CodeSampleTests.cs")));

        Assert.Equal(10, snippets.Count);
        Assert.All(snippets, snippet => Assert.Contains(snippet, source, StringComparison.Ordinal));
    }

    private static string Packed(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));

    // Stands for the console of the snippets.
    private static class Console
    {
        public static System.Collections.Concurrent.ConcurrentQueue<string?> Lines { get; } = new();

        public static void WriteLine(string? line) => Lines.Enqueue(line);
    }
}
