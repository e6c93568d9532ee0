namespace Parhelion.Packages.Tests.Pages;

/// <summary>A handler of the reader of a page.</summary>
public sealed class MyHandler : DelegatingHandler;
