using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Parhelion.Packages.Tests.Pages;

/// <summary>Compiles the blocks of one page from top to bottom. The first block must have its own <c>using</c> directives, as in a new project; later blocks
/// also have those of the blocks before them, and the types of those.</summary>
internal sealed class PageCompiler
{
    // What a new web project and a new test project have without a directive.
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http;
        global using System.Net.Http.Json; global using System.Threading; global using System.Threading.Tasks; global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing; global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting; global using Microsoft.Extensions.Logging;
        global using NSubstitute; global using Xunit; global using static Parhelion.Packages.Tests.Pages.PageContext; global using MyHandler = Parhelion.Packages.Tests.Pages.MyHandler;
        public partial class Program;
        """;

    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest);

    private static readonly IReadOnlyList<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => !Path.GetFileName(file).StartsWith("Parhelion.Server", StringComparison.Ordinal))
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    private readonly List<string> usings = [];
    private readonly List<MemberDeclarationSyntax> types = [];

    /// <summary>Compiles a block.</summary>
    /// <returns>The errors, each with its line on the page.</returns>
    public IReadOnlyList<string> Compile(PageBlock block)
    {
        var code = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(block.Text, Options).GetRoot();
        var own = code.Members.OfType<BaseTypeDeclarationSyntax>().Select(type => type.Identifier.Text).ToHashSet(StringComparer.Ordinal);
        var earlier = string.Concat(types.Where(type => type is not BaseTypeDeclarationSyntax named || !own.Contains(named.Identifier.Text)).Select(type => type.ToFullString()));
        var isProgram = code.Members.Any(member => member is GlobalStatementSyntax);
        SyntaxTree[] trees =
        [
            CSharpSyntaxTree.ParseText(string.Concat(usings.Select(directive => $"global {directive}\n")) + ImplicitUsings, Options),
            CSharpSyntaxTree.ParseText(earlier, Options),
            CSharpSyntaxTree.ParseText($"#line {block.Line} \"{block.Page}\"\n{block.Text}", Options),
        ];
        var compilation = CSharpCompilation.Create("Page", trees, References, new CSharpCompilationOptions(
            isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        usings.AddRange(code.Usings.Select(directive => directive.ToString()).Except(usings, StringComparer.Ordinal).ToList());
        types.AddRange(code.Members.Where(member => member is not GlobalStatementSyntax));
        return [.. compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(fault => fault.Severity == DiagnosticSeverity.Error).Select(SentenceOf)];
    }

    private static string SentenceOf(Diagnostic fault)
    {
        var place = fault.Location.GetMappedLineSpan();
        return $"{place.Path}:{place.StartLinePosition.Line + 1}: {fault.Id} {fault.GetMessage()}";
    }
}
