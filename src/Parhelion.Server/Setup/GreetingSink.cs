namespace Parhelion.Server.Setup;

/// <summary>Where the greeting goes: the console, or wherever an embedding test wants it.</summary>
public sealed class GreetingSink(Action<string> say)
{
    /// <summary>What the first run made, for an embedding test; never kept otherwise.</summary>
    internal Credentials? Created { get; private set; }

    internal void Say(IServiceProvider services, Credentials? created)
    {
        Created = created;
        say(Greeting.Of(services.GetRequiredService<Addresses>(), services.GetRequiredService<DataDirectory>(), created));
    }
}
