using System.Reflection;

namespace Parhelion.Client.Tests;

/// <summary>Rules of the client that a compiler does not know.</summary>
public sealed class ConventionTests
{
    private static readonly Type[] Clients =
        [.. typeof(ParhelionClient).GetProperties().Select(property => property.PropertyType).Where(type => type.Name.EndsWith("Client", StringComparison.Ordinal))];

    private static readonly MethodInfo[] Operations =
        [.. Clients.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))];

    [Fact]
    public void Every_operation_can_be_mocked_and_cancelled()
    {
        Assert.Equal(13, Clients.Length);
        Assert.True(Operations.Length > 30, "The operations were not found.");
        Assert.All(Operations, method => Assert.True(method.IsVirtual, $"{method.DeclaringType!.Name}.{method.Name} is not virtual."));
        Assert.All(Clients.Append(typeof(ParhelionClient)), type => Assert.Contains(
            type.GetConstructors(BindingFlags.NonPublic | BindingFlags.Instance), constructor => constructor.IsFamily && constructor.GetParameters().Length == 0));
        foreach (var method in Operations.Where(method => typeof(Task).IsAssignableFrom(method.ReturnType)))
        {
            Assert.True(method.GetParameters()[^1].ParameterType == typeof(CancellationToken), $"{method.Name} does not end with a token.");
            Assert.EndsWith("Async", method.Name, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_documented_call_is_on_the_page_with_its_method()
    {
        var page = File.ReadAllText(Path.Combine(Parhelion.Tests.Repository.Root, "docs", "client.md"));
        Assert.All(Operations, method => Assert.Contains(method.Name, page, StringComparison.Ordinal));
    }
}
