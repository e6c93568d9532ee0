using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Auditing;
using Parhelion.Core.Catalog;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Verbs;

namespace Parhelion.Server.Tests.Auditing;

/// <summary>Reading the audit log: pages, filters, export, who may, and what the database refuses.</summary>
public sealed class AuditListTests
{
    private const string FirstApp = "00000000000000000000000a";
    private const string SecondApp = "00000000000000000000000b";

    [Theory]
    [InlineData(HomeKind.SqliteDisk)]
    [InlineData(HomeKind.PostgresDisk)]
    public async Task Pages_and_filters_select_the_entries_newest_first(HomeKind kind)
    {
        await using var audited = await AuditedServer.StartAsync(kind);
        var ids = await AddAsync(audited, 60);
        async Task<List<string>> IdsAsync(string query) => [.. (await audited.PageAsync(query)).GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("subjectId").GetString()!)];

        var first = await audited.PageAsync();
        Assert.Equal(25, first.GetProperty("entries").GetArrayLength());
        Assert.Equal(Enumerable.Reverse(ids).Take(25), first.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("subjectId").GetString()));
        Assert.True(first.GetProperty("meta").GetProperty("hasMore").GetBoolean());
        var after = first.GetProperty("meta").GetProperty("afterCursor").GetString();
        Assert.Equal(Enumerable.Reverse(ids).Skip(25).Take(25), await IdsAsync($"?page[after]={after}"));
        var second = await audited.PageAsync($"?page[after]={after}");
        Assert.Equal(Enumerable.Reverse(ids).Take(25), await IdsAsync($"?page[before]={second.GetProperty("meta").GetProperty("beforeCursor").GetString()}"));
        Assert.Equal(63, (await audited.PageAsync("?page[size]=100")).GetProperty("entries").GetArrayLength());

        // Every second entry is of the second app, and every third is a deletion.
        Assert.Equal(Select(i => i % 2 == 1), await IdsAsync($"?filter[appId]={SecondApp}&page[size]=100"));
        Assert.Equal(Select(i => i % 3 == 0), await IdsAsync("?filter[action]=app.delete&page[size]=100"));
        Assert.Equal(Select(i => i % 6 == 3), await IdsAsync($"?filter[action]=app.delete&filter[appId]={SecondApp}&page[size]=100"));
        Assert.Equal(Select(i => i % 6 == 3).Take(4), await IdsAsync($"?filter[action]=app.delete&filter[appId]={SecondApp}&page[size]=4"));
        var middle = (await audited.EntriesAsync())[33].GetProperty("createdAt").GetString();
        Assert.Equal(Select(i => i >= 30), await IdsAsync($"?filter[createdAfter]={middle}&page[size]=100"));
        Assert.Equal(Select(i => i is < 30 and >= 0), (await IdsAsync($"?filter[createdBefore]={middle}&page[size]=100")).Where(ids.Contains));
        Assert.Equal(Select(i => i >= 30 && i % 6 == 3), await IdsAsync($"?filter[createdAfter]={middle}&filter[action]=app.delete&filter[appId]={SecondApp}"));

        IEnumerable<string> Select(Predicate<int> isWanted) => Enumerable.Range(0, 60).Reverse().Where(i => isWanted(i)).Select(i => ids[i]);
    }

    [Theory]
    [InlineData("?filter[appId]=x", "filter[appId]")]
    [InlineData("?filter[action]=app.destroy", "filter[action]")]
    [InlineData("?filter[createdAfter]=yesterday", "filter[createdAfter]")]
    [InlineData("?filter[actor]=x", "filter[actor]")]
    [InlineData("?filter[action]=app.create&filter[action]=app.create", "filter[action]")]
    [InlineData("?page[size]=101", "page")]
    public async Task Wrong_query_is_refused(string query, string name)
    {
        await using var audited = await AuditedServer.StartAsync(HomeKind.SqliteDisk);

        using var response = await audited.Account.GetAsync($"/v2/audit{query}", TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains(name, await Uploads.TitleOfAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_account_keys_may_read()
    {
        await using var audited = await AuditedServer.StartAsync(HomeKind.SqliteDisk);
        using var anonymous = audited.Server.CreateAnonymousClient();

        foreach (var (client, status) in (List<(HttpClient, int)>)[(audited.App, 403), (anonymous, 401), (audited.Account, 200)])
        {
            using var response = await client.GetAsync("/v2/audit", TestContext.Current.CancellationToken);
            Assert.Equal(status, (int)response.StatusCode);
        }
    }

    [Theory]
    [InlineData(HomeKind.SqliteDisk)]
    [InlineData(HomeKind.PostgresDisk)]
    public async Task Export_has_everything_oldest_first_over_the_api_and_by_the_command(HomeKind kind)
    {
        await using var audited = await AuditedServer.StartAsync(kind);
        var ids = await AddAsync(audited, 450);

        var all = await ExportAsync(audited, "");
        Assert.Equal(ids, all.Select(SubjectOf).TakeLast(450));
        var some = await ExportAsync(audited, $"?filter[action]=app.delete&filter[appId]={SecondApp}");
        Assert.Equal(ids.Where((_, i) => i % 6 == 3), some.Select(SubjectOf));

        string[] settings = [$"--Parhelion:DataDirectory={audited.Server.DataDirectory}", .. audited.Home.Settings.Select(setting => $"--Parhelion:{setting.Key}={setting.Value}")];
        var verb = await VerbRun.OfAsync(["audit", .. settings]);
        Assert.True(verb.ExitCode == 0, verb.Errors);
        Assert.Equal(all, verb.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        await audited.Server.StopAsync();
        // Entries of the same millisecond are all selected.
        var since = TimeOf(some[10]);
        verb = await VerbRun.OfAsync(["audit", "--since", since, "--until=2100-01-01", "--app", SecondApp, "--action=app.delete", .. settings]);
        Assert.True(verb.ExitCode == 0, verb.Errors);
        var selected = verb.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(some.Where(line => string.CompareOrdinal(TimeOf(line), since) >= 0), selected.Where(line => string.CompareOrdinal(TimeOf(line), since) >= 0));
        // Entries are selected by their ids. The time of an entry may be some milliseconds before that of its id.
        Assert.Equal(some.TakeLast(selected.Length), selected);
    }

    [Theory]
    [InlineData("--since", "yesterday", "--since is 'yesterday'")]
    [InlineData("--until", "", "--until is ''")]
    [InlineData("--app", "x", "--app is 'x'")]
    [InlineData("--action", "x", "--action is 'x'")]
    [InlineData("--actor", "x", "'--actor' is not a valid argument")]
    public async Task Wrong_argument_of_the_command_is_named(string name, string value, string sentence)
    {
        var verb = await VerbRun.OfAsync(["audit", name, value]);

        Assert.Equal(2, verb.ExitCode);
        Assert.Contains(sentence, verb.Errors, StringComparison.Ordinal);
        Assert.Empty(verb.Output);
    }

    [Theory]
    [InlineData(HomeKind.SqliteDisk)]
    [InlineData(HomeKind.PostgresDisk)]
    public async Task Database_refuses_to_change_an_entry_and_to_delete_a_young_one(HomeKind kind)
    {
        await using var audited = await AuditedServer.StartAsync(kind);
        var before = await ExportAsync(audited, "");
        var database = audited.Server.Services.GetRequiredService<Database>();
        Task RunAsync(string text) => database.WriteAsync(session => session.Sql(text).ExecuteAsync(), TestContext.Current.CancellationToken);

        var change = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => RunAsync("UPDATE audit_entries SET actor = 'nobody'"));
        Assert.Contains("audit entries cannot be changed", change.Message, StringComparison.Ordinal);
        var deletion = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => RunAsync("DELETE FROM audit_entries"));
        Assert.Contains("audit entries are kept for at least 30 days", deletion.Message, StringComparison.Ordinal);
        if (kind == HomeKind.PostgresDisk)
        {
            var truncation = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => RunAsync("TRUNCATE audit_entries"));
            Assert.Contains("audit entries cannot be changed", truncation.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, await ExportAsync(audited, ""));

        var old = await AddAsync(audited, 2, ago: TimeSpan.FromDays(31));
        await RunAsync($"DELETE FROM audit_entries WHERE subject_id = '{old[0]}'");
        Assert.DoesNotContain(await ExportAsync(audited, ""), line => line.Contains(old[0], StringComparison.Ordinal));
        Assert.Contains(await ExportAsync(audited, ""), line => line.Contains(old[1], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(HomeKind.SqliteDisk)]
    [InlineData(HomeKind.PostgresDisk)]
    public async Task Old_entries_are_deleted_in_bounded_steps_and_that_is_recorded(HomeKind kind)
    {
        // The worker of the server, which runs at its start, must not take them.
        await using var audited = await AuditedServer.StartAsync(kind, ("Audit:Days", "36500"));
        var database = audited.Server.Services.GetRequiredService<Database>();
        var before = await ExportAsync(audited, "");
        await AddAsync(audited, 1200, ago: TimeSpan.FromDays(401));
        var kept = await AddAsync(audited, 1, ago: TimeSpan.FromDays(399));
        var expiry = audited.Server.Services.GetRequiredService<AuditExpiry>();
        var cut = audited.Server.Services.GetRequiredService<TimeProvider>().GetUtcNow() - TimeSpan.FromDays(400);
        var commits = database.Commits;

        Assert.Equal(1200, await expiry.RunAsync(cut, TestContext.Current.CancellationToken));

        Assert.True(database.Commits - commits >= 3, "All were deleted by one transaction.");
        var after = await ExportAsync(audited, "");
        Assert.Equal(kept[0], SubjectOf(after[0]));
        Assert.Equal(before, after[1..^1]);
        var record = JsonDocument.Parse(after[^1]).RootElement;
        Assert.StartsWith("audit.expire by server - in -: -", AuditActionTests.LineOf(record), StringComparison.Ordinal);
        Assert.Equal(cut.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"), record.GetProperty("detail").GetProperty("before").GetString());
        // With nothing to delete, nothing is written.
        commits = database.Commits;
        Assert.Equal(0, await expiry.RunAsync(cut, TestContext.Current.CancellationToken));
        Assert.Equal(after, await ExportAsync(audited, ""));
    }

    [Fact]
    public async Task Server_deletes_entries_after_the_days_of_the_setting()
    {
        await using var audited = await AuditedServer.StartAsync(HomeKind.SqliteDisk, ("Audit:Days", "30"));
        audited.Server.Clock.Advance(TimeSpan.FromDays(29));
        await AddAsync(audited, 1);
        Assert.Equal(4, (await ExportAsync(audited, "")).Count);

        audited.Server.Clock.Advance(TimeSpan.FromDays(2));

        List<string> lines = [];
        await Uploads.WaitAsync(async () => (lines = await ExportAsync(audited, "")).Count == 2, () => string.Join('\n', lines));
        Assert.Contains("audit.expire", lines[1], StringComparison.Ordinal);
    }

    // Entries of two apps and two actions by turns; their subjects.
    private static async Task<List<string>> AddAsync(AuditedServer audited, int count, TimeSpan ago = default)
    {
        var now = audited.Server.Services.GetRequiredService<TimeProvider>();
        var clock = new LateClock(now, ago);
        var actor = new AuditActor("node-2", AuditActor.Server);
        var ids = Enumerable.Range(0, count).Select(_ => Guid.NewGuid().ToString("N")).ToList();
        var database = audited.Server.Services.GetRequiredService<Database>();
        for (var i = 0; i < count;)
        {
            // The middle of the list begins in another millisecond.
            if (i == count / 2) await Task.Delay(5, TestContext.Current.CancellationToken);
            var end = Math.Min(i < count / 2 ? count / 2 : count, i + 200);
            await database.WriteAsync(
                async session =>
                {
                    for (var j = i; j < end; j++)
                    {
                        await actor.RecordAsync(session, clock, j % 3 == 0 ? AuditActions.AppDelete : AuditActions.AppUpdate, j % 2 == 0 ? FirstApp : SecondApp, ids[j]);
                    }

                    return true;
                },
                TestContext.Current.CancellationToken);
            i = end;
        }

        return ids;
    }

    private static async Task<List<string>> ExportAsync(AuditedServer audited, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v2/audit{query}") { Headers = { Accept = { new MediaTypeWithQualityHeaderValue("application/x-ndjson") } } };
        using var response = await audited.Account.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType!.MediaType);
        return [.. (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static string SubjectOf(string line) => JsonDocument.Parse(line).RootElement.TryGetProperty("subjectId", out var subject) ? subject.GetString()! : "-";

    private static string TimeOf(string line) => JsonDocument.Parse(line).RootElement.GetProperty("createdAt").GetString()!;

    private sealed class LateClock(TimeProvider inner, TimeSpan behind) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() - behind;
    }
}
