namespace Parhelion.Packages.Tests.Pages;

/// <summary>A block of code of a page.</summary>
/// <param name="Page">Path of the page below the repository.</param>
/// <param name="Line">Line of the first line of code, from 1.</param>
/// <param name="Language">What follows the opening quotes.</param>
/// <param name="Text">The code.</param>
/// <param name="Excuse">Why it is not compiled or run by itself: the text of the comment <c>not compiled:</c> or <c>not run:</c> before it.</param>
public sealed record PageBlock(string Page, int Line, string Language, string Text, string? Excuse);
