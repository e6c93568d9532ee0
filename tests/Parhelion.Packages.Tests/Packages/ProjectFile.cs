namespace Parhelion.Packages.Tests.Packages;

/// <summary>The text of a project file.</summary>
/// <param name="Sdk">The SDK, such as <c>Microsoft.NET.Sdk.Web</c>.</param>
/// <param name="References">Packages as <c>Name/Version</c>, projects as their path.</param>
internal sealed record ProjectFile(string Sdk, params string[] References)
{
    public string Framework { get; init; } = "net10.0";

    /// <summary>More lines of the project file.</summary>
    public string More { get; init; } = "";

    public override string ToString() => $"""
        <Project Sdk="{Sdk}">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>{Framework}</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <WarningsNotAsErrors>NU1603;NU1900;NU1901;NU1902;NU1903;NU1904</WarningsNotAsErrors>
            <LangVersion>latest</LangVersion>
            <!-- A recommendation for tests that are long. -->
            <NoWarn>$(NoWarn);xUnit1051</NoWarn>
            <RollForward>Major</RollForward>
          </PropertyGroup>
          <ItemGroup>
            {string.Join("\n    ", References.Select(Reference))}
          </ItemGroup>
          {More}
        </Project>
        """;

    private static string Reference(string reference) => reference.EndsWith(".csproj", StringComparison.Ordinal)
        ? $"""<ProjectReference Include="{reference}" />"""
        : $"""<PackageReference Include="{reference.Split('/')[0]}" Version="{reference.Split('/')[1]}" />""";
}
