using Parhelion.Server.Tests.Homes;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Lifecycle;

/// <summary>The rows of docs/deletion.md, in its order.</summary>
public abstract class DeletionTests(HomeKind kind) : IAsyncLifetime
{
    private Home home = null!;
    private ParhelionServer server = null!;
    private Chat chat = null!;
    private string user = null!;
    private string other = null!;
    private string personal = null!;
    private string group = null!;

    public async ValueTask InitializeAsync()
    {
        home = await Home.OpenAsync(kind);
        server = await ParhelionServer.StartAsync(
            options =>
            {
                home.Configure(options);
                options.Settings["Durability"] = "Os";
            },
            TestContext.Current.CancellationToken);
        chat = Chat.Of(server);
        user = (await chat.UserAsync()).Id;
        other = (await chat.UserAsync()).Id;
        personal = (await chat.PersonalAsync(user)).Id;
        group = (await chat.GroupAsync(user, other)).Id;
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await home.DisposeAsync();
    }

    [Fact]
    public async Task Message_deleted_takes_what_was_uploaded_for_it()
    {
        var url = await UploadAsync(forMessage: true);
        var message = await PostAsync(personal, url);

        Assert.Equal(200, await chat.DeleteMessageAsync(personal, message));

        await AssertGoneAsync(url, "message_deleted");
    }

    [Fact]
    public async Task Message_deleted_leaves_what_another_message_carries()
    {
        var url = await UploadAsync(forMessage: true);
        var first = await PostAsync(personal, url);
        var second = await PostAsync(group, url);

        await chat.DeleteMessageAsync(personal, first);

        await AssertLivesAsync(url);
        await chat.DeleteMessageAsync(group, second);
        await AssertGoneAsync(url, "message_deleted");
    }

    [Fact]
    public async Task Message_deleted_takes_each_item_that_no_other_message_carries()
    {
        string[] urls = [await UploadAsync(forMessage: true), await UploadAsync(forMessage: true), await UploadAsync(forMessage: true)];
        var carousel = (await chat.PostAsync(personal, null, urls)).Id;
        await PostAsync(group, urls[1]);

        await chat.DeleteMessageAsync(personal, carousel);

        await AssertGoneAsync(urls[0], "message_deleted");
        await AssertLivesAsync(urls[1]);
        await AssertGoneAsync(urls[2], "message_deleted");
    }

    [Fact]
    public async Task Message_deleted_leaves_what_was_not_uploaded_for_a_message()
    {
        var ofApp = await UploadAsync(forMessage: false);
        var ofConversation = await UploadAsync(forMessage: false, personal);
        var message = (await chat.PostAsync(personal, null, ofApp, ofConversation)).Id;

        await chat.DeleteMessageAsync(personal, message);

        await AssertLivesAsync(ofApp);
        await AssertLivesAsync(ofConversation);
    }

    [Fact]
    public async Task Message_deleted_takes_what_was_uploaded_for_it_with_its_conversation()
    {
        var url = await UploadAsync(forMessage: true, group);
        var message = await PostAsync(group, url);

        await chat.DeleteMessageAsync(group, message);

        await AssertGoneAsync(url, "message_deleted");
    }

    [Fact]
    public async Task All_messages_deleted_is_the_same_for_each_of_them()
    {
        var only = await UploadAsync(forMessage: true);
        var shared = await UploadAsync(forMessage: true);
        var unsent = await UploadAsync(forMessage: true, personal);
        var kept = await UploadAsync(forMessage: false, personal);
        await PostAsync(personal, only);
        await PostAsync(personal, shared);
        await PostAsync(personal, kept);
        await PostAsync(group, shared);

        Assert.Equal(200, await chat.DeleteMessagesAsync(personal));

        await AssertGoneAsync(only, "message_deleted");
        foreach (var url in new[] { shared, unsent, kept }) await AssertLivesAsync(url);
        Assert.Empty((await chat.MessagesAsync(personal))!);
    }

    [Fact]
    public async Task Conversation_deleted_takes_its_messages_and_what_was_uploaded_with_it()
    {
        var sent = await UploadAsync(forMessage: true);
        var unsent = await UploadAsync(forMessage: true, group);
        var kept = await UploadAsync(forMessage: false, group);
        var ofApp = await UploadAsync(forMessage: false);
        await chat.PostAsync(group, null, sent, ofApp);

        Assert.Equal(200, await chat.DeleteConversationAsync(group));

        foreach (var url in new[] { sent, unsent, kept }) await AssertGoneAsync(url, "conversation_deleted");
        await AssertLivesAsync(ofApp);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Conversation_deleted_leaves_what_a_message_elsewhere_carries_as_long_as_it_does(bool forMessage)
    {
        var url = await UploadAsync(forMessage, group);
        var message = await PostAsync(personal, url);

        await chat.DeleteConversationAsync(group);

        await AssertLivesAsync(url);
        await chat.DeleteMessageAsync(personal, message);
        await AssertGoneAsync(url, "message_deleted");
    }

    [Fact]
    public async Task User_deleted_takes_the_personal_conversations_with_all_that_lived_by_them()
    {
        var second = (await chat.PersonalAsync(user)).Id;
        var byBusiness = await UploadAsync(forMessage: true);
        var byUser = await UploadAsync(forMessage: true);
        var ofConversation = await UploadAsync(forMessage: false, second);
        await PostAsync(personal, byBusiness);
        await chat.PostAsync(second, user, byUser);

        Assert.Equal(200, await chat.DeleteUserAsync(user));

        foreach (var url in new[] { byBusiness, byUser, ofConversation }) await AssertGoneAsync(url, "user_deleted");
        Assert.Equal(404, await chat.StatusAsync($"conversations/{personal}"));
        Assert.Equal(404, await chat.StatusAsync($"conversations/{second}"));
    }

    [Fact]
    public async Task User_deleted_takes_own_messages_in_groups_and_leaves_those_of_others()
    {
        var own = await UploadAsync(forMessage: true);
        var ofOther = await UploadAsync(forMessage: true);
        var ofBusiness = await UploadAsync(forMessage: true);
        await chat.PostAsync(group, user, own);
        var kept = (await chat.PostAsync(group, other, ofOther)).Id;
        var also = await PostAsync(group, ofBusiness);

        await chat.DeleteUserAsync(user);

        await AssertGoneAsync(own, "user_deleted");
        await AssertLivesAsync(ofOther);
        await AssertLivesAsync(ofBusiness);
        Assert.Equal([kept, also], (await chat.MessagesAsync(group))!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task App_deleted_takes_everything()
    {
        var account = server.CreateAccountClient();
        var doomed = await Chat.OfNewAppAsync(account);
        var person = (await doomed.UserAsync()).Id;
        var conversation = (await doomed.PersonalAsync(person)).Id;
        string[] urls = [(await doomed.UploadAsync(true)).Url, (await doomed.UploadAsync(false)).Url, (await doomed.UploadAsync(false, conversation)).Url];
        await doomed.PostAsync(conversation, person, urls[0]);

        Assert.Equal(200, await doomed.DeleteAppAsync());

        foreach (var url in urls)
        {
            Assert.False(await doomed.LivesAsync(url));
            Assert.Equal("app_deleted", await doomed.ReasonAsync(url));
        }
    }

    [Fact]
    public async Task Unused_upload_is_taken_by_no_deletion_of_messages_or_users()
    {
        var unused = await UploadAsync(forMessage: true);
        await PostAsync(personal, await UploadAsync(forMessage: true));

        await chat.DeleteMessagesAsync(personal);
        await chat.DeleteConversationAsync(group);
        await chat.DeleteUserAsync(user);

        await AssertLivesAsync(unused);
    }

    [Fact]
    public async Task Removed_by_url_is_gone_though_a_message_carries_it_and_the_message_stays()
    {
        var url = await UploadAsync(forMessage: true);
        var message = await PostAsync(personal, url);

        Assert.Equal(200, await chat.RemoveAsync(url));

        await AssertGoneAsync(url, "removed");
        Assert.Equal([url], (await chat.MessagesAsync(personal))![message]);
        Assert.Equal(200, await chat.DeleteMessageAsync(personal, message));
        Assert.Equal("removed", await chat.ReasonAsync(url));
    }

    [Fact]
    public async Task Personal_information_deleted_takes_no_attachment()
    {
        var url = await UploadAsync(forMessage: true);
        await chat.PostAsync(personal, user, url);

        using var response = await chat.Client.DeleteAsync($"/v2/apps/{chat.AppId}/users/{user}/personalinformation", TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)response.StatusCode);
        await AssertLivesAsync(url);
    }

    [Fact]
    public async Task Leaving_a_group_takes_nothing()
    {
        var url = await UploadAsync(forMessage: true);
        await chat.PostAsync(group, user, url);

        Assert.Equal(200, await chat.LeaveAsync(group, user));

        await AssertLivesAsync(url);
        Assert.Single((await chat.MessagesAsync(group))!);
    }

    [Fact]
    public async Task Media_that_is_not_there_or_is_of_another_app_is_refused_and_nothing_is_linked()
    {
        var foreign = (await (await Chat.OfNewAppAsync(server.CreateAccountClient())).UploadAsync(true)).Url;
        var own = await UploadAsync(forMessage: true);
        var gone = await UploadAsync(forMessage: true);
        await chat.RemoveAsync(gone);

        foreach (var url in new[] { foreign, gone, own.Replace("file.txt", "other.txt", StringComparison.Ordinal) })
        {
            Assert.Equal(400, (await chat.PostAsync(personal, null, own, url)).Status);
        }

        Assert.Empty((await chat.MessagesAsync(personal))!);
        await chat.DeleteMessagesAsync(personal);
        await AssertLivesAsync(own);
    }

    [Theory]
    [InlineData("?download=1")]
    [InlineData("#page=2")]
    public async Task Media_url_with_more_behind_it_links_the_same_attachment(string suffix)
    {
        var url = await UploadAsync(forMessage: true);
        var message = await PostAsync(personal, url + suffix);

        await chat.DeleteMessageAsync(personal, message);

        await AssertGoneAsync(url, "message_deleted");
    }

    [Fact]
    public async Task Upload_to_a_conversation_that_is_not_there_is_refused()
    {
        await chat.DeleteConversationAsync(group);

        Assert.Equal(404, (await chat.UploadAsync(true, group)).Status);
        Assert.Equal(404, (await chat.UploadAsync(true, "000000000000000000000000")).Status);
        Assert.Equal(400, (await chat.UploadAsync(true, "nonsense")).Status);
        await Uploads.AssertNothingKeptAsync(server);
    }

    private async Task<string> UploadAsync(bool forMessage, string? conversation = null)
    {
        var (status, url) = await chat.UploadAsync(forMessage, conversation);
        Assert.Equal(201, status);
        return url;
    }

    private async Task<string> PostAsync(string conversation, string url)
    {
        var (status, id) = await chat.PostAsync(conversation, null, url);
        Assert.Equal(201, status);
        return id;
    }

    private async Task AssertLivesAsync(string url)
    {
        Assert.Equal("hello", await chat.ReadAsync(url));
        Assert.Empty(await chat.ReceiptsAsync($"&filter[mediaUrl]={Uri.EscapeDataString(url)}"));
    }

    // For every reader at once, from the store soon after, and with one receipt that says why.
    private async Task AssertGoneAsync(string url, string reason)
    {
        Assert.False(await chat.LivesAsync(url));
        Assert.Equal(reason, await chat.ReasonAsync(url));
        await Uploads.WaitAsync(async () => !await Uploads.IsStoredAsync(server, url), () => $"{url} is still in the store");
    }
}

public sealed class SqliteDeletionTests() : DeletionTests(HomeKind.SqliteDisk);

public sealed class PostgresDeletionTests() : DeletionTests(HomeKind.PostgresDisk);

public sealed class SqliteCephDeletionTests() : DeletionTests(HomeKind.SqliteCeph);

public sealed class PostgresSwiftDeletionTests() : DeletionTests(HomeKind.PostgresSwift);
