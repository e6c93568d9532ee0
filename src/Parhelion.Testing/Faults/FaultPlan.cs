namespace Parhelion.Testing.Faults;

/// <summary>The faults that are in force, in the order in which the test has ordered them.</summary>
internal sealed class FaultPlan
{
    private readonly Lock gate = new();
    private ServerFault[] faults = [];

    public ServerFault Add(RequestMatch match, FaultAction action, int times)
    {
        var fault = new ServerFault(this, match, action, times);
        lock (gate) Volatile.Write(ref faults, [.. faults, fault]);
        return fault;
    }

    public void Remove(ServerFault fault)
    {
        lock (gate) Volatile.Write(ref faults, [.. faults.Where(other => other != fault)]);
    }

    public void Clear()
    {
        lock (gate) Volatile.Write(ref faults, []);
    }

    /// <summary>Returns what happens to a request, and counts it.</summary>
    public IReadOnlyList<FaultAction> Take(RecordedRequest request)
    {
        var current = Volatile.Read(ref faults);
        return current.Length == 0 ? [] : [.. current.Where(fault => fault.TryTake(request)).Select(fault => fault.Action)];
    }
}
