using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Parhelion.Client.Tests;

/// <summary>Memory does not grow with what is uploaded: measured on a process of its own, at its highest.</summary>
public sealed class MemoryTests
{
    private const long MB = 1_000_000;

    [Fact]
    public async Task An_upload_of_50_MB_takes_no_more_memory_than_a_small_one()
    {
        var small = await PeakAsync(100_000);
        var large = await PeakAsync(50_000_000);

        TestContext.Current.TestOutputHelper!.WriteLine($"VmHWM after 100 kB: {small / MB} MB, after 50 MB: {large / MB} MB");
        Assert.InRange(large - small, long.MinValue, 10 * MB);
    }

    // The answer waits until the peak was read.
    private static async Task<long> PeakAsync(int size)
    {
        var file = Path.GetTempFileName();
        var started = new TaskCompletionSource<Process>();
        long peak = 0;
        try
        {
            await using (var stream = File.OpenWrite(file)) stream.SetLength(size);
            await using var host = await StubHost.StartAsync(async http =>
            {
                await http.Request.Body.CopyToAsync(Stream.Null);
                if (HttpMethods.IsPost(http.Request.Method) && peak == 0) peak = VmHwm(await started.Task);
                http.Response.StatusCode = 201;
                await http.Response.WriteAsync($$$"""{"attachment":{"mediaUrl":"{{{http.Request.Scheme}}}://{{{http.Request.Host}}}/a.png","mediaType":"image/png"}}""");
            });
            var start = Programs.Start("dotnet", Programs.Built("Upload", "Upload.dll"), file).With(host.Url, "a", "app_1", "secret");
            using var process = Process.Start(start)!;
            started.SetResult(process);
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
            Assert.Equal(0, process.ExitCode);
            return peak;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static long VmHwm(Process process)
    {
        const string Field = "VmHWM:";
        var line = File.ReadLines($"/proc/{process.Id}/status").First(text => text.StartsWith(Field, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(Field.Length).Trim().TrimEnd("kB "), CultureInfo.InvariantCulture) * 1024;
    }
}
