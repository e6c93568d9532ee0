using System.Diagnostics;

namespace Parhelion.Packages.Tests.Testing;

/// <summary>Is told when a host is built in this process, as <c>HostFactoryResolver</c> of ASP.NET Core is.</summary>
internal sealed class HostListener : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly Action built;
    private readonly List<IDisposable> subscriptions = [];

    public HostListener(Action built)
    {
        this.built = built;
        subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.Extensions.Hosting") subscriptions.Add(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key is "HostBuilding" or "HostBuilt") built();
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => subscriptions.ForEach(subscription => subscription.Dispose());
}
