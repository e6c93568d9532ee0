using System.Globalization;
using Parhelion.Load;

var number = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : (int?)null;
switch (args.FirstOrDefault())
{
    case "cascade":
        await CascadeLoad.RunAsync(number ?? 100_000);
        return 0;
    case "webhooks":
        await WebhookLoad.RunAsync(number ?? 5);
        return 0;
    default:
        Console.WriteLine("""
            load cascade [ATTACHMENTS]   delete a user with that many attachments (100,000) while others upload
            load webhooks [ROUNDS]       upload while messages are told to webhooks that misbehave
            """);
        return 2;
}
