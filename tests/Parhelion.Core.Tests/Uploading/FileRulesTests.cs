using System.Text;
using Parhelion.Core.Naming;
using Parhelion.Core.Uploading;

namespace Parhelion.Core.Tests.Uploading;

public class FileRulesTests
{
    private static readonly FileValidator Rules = new(AllowedFileTypes.Default);

    [Theory]
    [InlineData("photo.png")]
    [InlineData("PHOTO.PNG")]
    [InlineData("a.exe.png")]
    [InlineData("photo.png. . ")]
    [InlineData("C:\\photos\\photo.png")]
    public void Listed_extension_lets_the_body_come(string name) => Assert.Null(Rules.JudgeName(Name(name)));

    [Theory]
    [InlineData("a.png.exe")]
    [InlineData("png")]
    [InlineData(".png")]
    [InlineData("page.html")]
    [InlineData("photo.png (1)")]
    [InlineData("photo.png/x")]
    [InlineData("archive.tar.gz")]
    public void Name_without_a_listed_extension_is_refused(string name)
    {
        Assert.Equal(FileRefusal.ExtensionNotAllowed, Rules.JudgeName(Name(name)));
        Assert.Equal(FileRefusal.ExtensionNotAllowed, Rules.JudgeContent(Name(name), Samples.Read("png")).Refusal);
    }

    [Fact]
    public void Jpeg_named_png_is_served_as_jpeg() =>
        Assert.Equal("image/jpeg", Rules.JudgeContent(Name("photo.png"), Samples.Read("jpg")).MediaType);

    [Fact]
    public void Pdf_named_txt_is_served_as_pdf() =>
        Assert.Equal("application/pdf", Rules.JudgeContent(Name("notes.txt"), Samples.Read("pdf")).MediaType);

    [Theory]
    [InlineData("MZ\u0090\0\u0003\0\0\0")]
    [InlineData("\u007FELF\u0002\u0001\u0001\0")]
    [InlineData("#!/bin/sh\necho")]
    [InlineData("<html><body>")]
    [InlineData(" <!-- x --><script>alert(1)</script>")]
    [InlineData("<?php system('id');")]
    [InlineData("Rar!\u001A\u0007\u0001\0")]
    [InlineData("just words")]
    [InlineData("<svg onload='alert(1)'/>")]
    public void What_no_image_is_does_not_pass_as_one(string latin1) =>
        Assert.Equal(FileRefusal.TypeNotAllowed, Rules.JudgeContent(Name("photo.png"), Encoding.Latin1.GetBytes(latin1)).Refusal);

    [Theory]
    [InlineData("svg")]
    [InlineData("txt")]
    [InlineData("xml")]
    [InlineData("log")]
    [InlineData("csv")]
    [InlineData("eml")]
    public void Web_page_or_script_is_refused_under_a_text_extension(string extension)
    {
        Assert.Equal(FileRefusal.TypeNotAllowed, Rules.JudgeContent(Name($"x.{extension}"), "\n<!doctype HTML><p>"u8).Refusal);
        Assert.Equal(FileRefusal.TypeNotAllowed, Rules.JudgeContent(Name($"x.{extension}"), "#!/bin/sh\n"u8).Refusal);
    }

    [Theory]
    [InlineData("x.txt", "text/plain")]
    [InlineData("x.log", "text/plain")]
    [InlineData("x.neon", "text/plain")]
    [InlineData("x.csv", "text/csv")]
    [InlineData("x.ics", "text/calendar")]
    [InlineData("x.vcf", "text/vcard")]
    [InlineData("x.eml", "message/rfc822")]
    [InlineData("x.yaml", "application/yaml")]
    [InlineData("x.yml", "application/yaml")]
    [InlineData("x.xml", "application/xml")]
    [InlineData("x.svg", "text/plain")]
    public void Text_takes_the_type_of_its_extension(string name, string expected) =>
        Assert.Equal(expected, Rules.JudgeContent(Name(name), "a snippet: <div>hello</div>\n"u8).MediaType);

    [Fact]
    public void Drawing_named_txt_is_shown_as_text() =>
        Assert.Equal("text/plain", Rules.JudgeContent(Name("x.txt"), Samples.Read("svg")).MediaType);

    [Theory]
    [InlineData("x.txt")]
    [InlineData("x.png")]
    [InlineData("x.doc")]
    public void Bytes_of_no_known_format_are_refused(string name)
    {
        Assert.Equal(FileRefusal.TypeNotRetrieved, Rules.JudgeContent(Name(name), [0, 1, 2, 3, 4, 5, 6, 7]).Refusal);
        Assert.Equal(FileRefusal.TypeNotRetrieved, Rules.JudgeContent(Name(name), []).Refusal);
    }

    [Fact]
    public void Image_that_is_a_script_too_is_served_as_the_image() =>
        Assert.Equal("image/gif", Rules.JudgeContent(Name("x.gif"), "GIF89a=1;/*\0\0*/alert(1)"u8).MediaType);

    [Fact]
    public void Archive_with_a_program_is_an_archive_under_every_name()
    {
        Assert.Equal("application/zip", Rules.JudgeContent(Name("x.zip"), Samples.Read("zip")).MediaType);
        Assert.Equal("application/zip", Rules.JudgeContent(Name("x.png"), Samples.Read("zip")).MediaType);
    }

    [Fact]
    public void Shorter_list_refuses_what_it_leaves_out()
    {
        var rules = new FileValidator(new AllowedFileTypes(["png", "svg"]));

        Assert.Equal(FileRefusal.ExtensionNotAllowed, rules.JudgeName(Name("photo.jpg")));
        Assert.Equal(FileRefusal.TypeNotAllowed, rules.JudgeContent(Name("photo.png"), Samples.Read("jpg")).Refusal);
        Assert.Equal(FileRefusal.TypeNotAllowed, rules.JudgeContent(Name("x.svg"), "words"u8).Refusal);
        Assert.Equal("image/png", rules.JudgeContent(Name("photo.png"), Samples.Read("png")).MediaType);
    }

    private static FileName Name(string name)
    {
        Assert.True(FileName.TryParse(name, out var parsed));
        return parsed;
    }
}
