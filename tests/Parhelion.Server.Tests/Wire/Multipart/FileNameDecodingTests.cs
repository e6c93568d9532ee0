using System.Text;
using Parhelion.Core.Naming;
using Parhelion.Server.Wire.Multipart;

namespace Parhelion.Server.Tests.Wire.Multipart;

/// <summary>File names in the character sets and notations of the world (docs/file-names.md).</summary>
public sealed class FileNameDecodingTests
{
    [Theory]
    [InlineData("filename*=windows-1251''%CE%F2%F7%E5%F2.pdf", "Отчет.pdf")]
    [InlineData("filename*=Shift_JIS'ja'%95%5C.png", "表.png")]
    [InlineData("filename*=gb2312''%B1%A8%B8%E6.pdf", "报告.pdf")]
    [InlineData("filename*=big5''%A5%5C.png", "功.png")]
    [InlineData("filename*=euc-kr''%C7%D1%B1%DB.txt", "한글.txt")]
    [InlineData("filename*=koi8-r''%EF%D4%DE%C5%D4.pdf", "Отчет.pdf")]
    [InlineData("filename*=\"UTF-8''na%C3%AFve.png\"", "naïve.png")]
    [InlineData("filename=\"plain.png\"; filename*=x-unknown''%CE.png", "plain.png")]
    [InlineData("filename=\"plain.png\"; filename*=UTF-8''%FF%FE.png", "plain.png")]
    [InlineData("filename*=x-unknown''na%C3%AFve.png", "naïve.png")]
    [InlineData("filename*=plain.png", "plain.png")]
    [InlineData("filename*=UTF-8''%ZZ.png", "%ZZ.png")]
    [InlineData("filename*=UTF-8''", "")]
    [InlineData("filename=\"\"", "")]
    public void Extended_name_is_read_in_the_character_set_it_names(string parameters, string expected) => Assert.Equal(expected, Read(parameters));

    [Theory]
    [InlineData("filename*0=\"a very long \"; filename*1=\"name.pdf\"", "a very long name.pdf")]
    [InlineData("filename*1=\"name.pdf\"; filename*0=\"a very long \"", "a very long name.pdf")]
    [InlineData("filename*0*=UTF-8''na%C3%AF; filename*1*=ve%20; filename*2=\"50%.pdf\"", "naïve 50%.pdf")]
    [InlineData("filename*0*=windows-1251''%CE%F2; filename*1*=%F7%E5%F2; filename*2=.pdf", "Отчет.pdf")]
    [InlineData("filename*0*=Shift_JIS''%95; filename*1*=%5C; filename*2=.png", "表.png")]
    [InlineData("filename=\"plain.png\"; filename*0=\"long\"; filename*1=\".png\"", "long.png")]
    [InlineData("filename=\"plain.png\"; filename*1=\"lost.png\"", "plain.png")]
    [InlineData("filename*0=\"a.png\"; filename*2=\"lost\"", "a.png")]
    [InlineData("filename*0=\"a.png\"; filename*01=\"lost\"", "a.png")]
    [InlineData("filename*0*=UTF-8''x.png; filename*=UTF-8''y.png", "y.png")]
    [InlineData("filename*0=\"=?UTF-8?B?bmHDr3Zl?=\"; filename*1=\".png\"", "naïve.png")]
    public void Name_in_pieces_is_put_together(string parameters, string expected) => Assert.Equal(expected, Read(parameters));

    [Theory]
    [InlineData("=?windows-1251?B?zvL35fIucGRm?=", "Отчет.pdf")]
    [InlineData("=?Shift_JIS?B?lVwucG5n?=", "表.png")]
    [InlineData("=?iso-2022-jp?B?GyRCSVUbKEIucG5n?=", "付.png")]
    [InlineData("=?gb2312?B?sai45i5wZGY=?=", "报告.pdf")]
    [InlineData("=?koi8-r?Q?=EF=D4=DE=C5=D4.pdf?=", "Отчет.pdf")]
    [InlineData("=?utf-8?B?bmHDr3ZlLnBuZw?=", "naïve.png")]
    [InlineData("=?utf-8*fr?Q?na=C3=AFve.png?=", "naïve.png")]
    // A character cut in two words, as Outlook and others do.
    [InlineData("=?utf-8?B?bmHD?= =?utf-8?B?r3ZlLnBuZw==?=", "naïve.png")]
    [InlineData("=?Shift_JIS?B?lQ==?= =?Shift_JIS?B?XC5wbmc=?=", "表.png")]
    [InlineData("=?utf-8?Q?a?=  =?windows-1251?Q?=CE?=.png", "aО.png")]
    [InlineData("x =?utf-8?Q?a?= y.png", "x a y.png")]
    // What is broken or unknown stays.
    [InlineData("=?utf-8?Q?=FF?=.png", "=?utf-8?Q?=FF?=.png")]
    [InlineData("=?utf-8?Q?a?= =?utf-8?Q?=FF?=.png", "a=?utf-8?Q?=FF?=.png")]
    [InlineData("=?x-unknown?Q?a?=.png", "=?x-unknown?Q?a?=.png")]
    [InlineData("=?utf-8?B?***?=.png", "=?utf-8?B?***?=.png")]
    [InlineData("=?utf-7?Q?+AGE-?=.png", "=?utf-7?Q?+AGE-?=.png")]
    [InlineData("=?=?=?utf-8?Q?a?=", "=?=?a")]
    public void Encoded_words_are_decoded(string name, string expected) => Assert.Equal(expected, Read($"filename=\"{name}\""));

    [Theory]
    [InlineData(932, "表.png")]
    [InlineData(932, "予定表.xlsx")]
    [InlineData(932, "ソート.png")]
    [InlineData(932, "能力テスト (1).pdf")]
    [InlineData(932, "機能.png")]
    [InlineData(932, "x表.png")]
    [InlineData(932, "新しいテキスト ドキュメント.txt")]
    [InlineData(54936, "报告.pdf")]
    [InlineData(54936, "新建文本文档.txt")]
    [InlineData(54936, "誠.png")]
    [InlineData(54936, "微信图片_20240101.jpg")]
    [InlineData(950, "功.png")]
    [InlineData(950, "許可.png")]
    [InlineData(950, "成功.docx")]
    [InlineData(950, "新增文字文件.txt")]
    public void Raw_east_asian_name_is_told_without_a_word_from_the_form(int codePage, string name) => Assert.Equal(name, Read(Raw(codePage, name)));

    [Theory]
    [InlineData("naïve.png")]
    [InlineData("Übersicht.pdf")]
    [InlineData("Größe Maße.pdf")]
    [InlineData("Ärger.pdf")]
    [InlineData("Año nuevo.jpg")]
    [InlineData("Informações.docx")]
    [InlineData("l’école d’été.pdf")]
    [InlineData("Don’t – can’t.txt")]
    [InlineData("“Quoted”.txt")]
    [InlineData("nº 1.png")]
    [InlineData("50 €.png")]
    [InlineData("Smörgåsbord.png")]
    [InlineData("Åsa.png")]
    [InlineData("À la carte.pdf")]
    [InlineData("Ærø Færge.pdf")]
    [InlineData("D:\\Musée\\x.png")]
    public void Raw_western_name_is_not_taken_for_another(string name) => Assert.Equal(name, Read(Raw(1252, name)));

    [Theory]
    [InlineData("windows-1251", "Отчет.pdf")]
    [InlineData("euc-kr", "한글.txt")]
    [InlineData("big5", "報告.pdf")]
    [InlineData("shift_jis", "ﾃｽﾄ.png")]
    [InlineData("utf-8", "naïve 表.png")]
    public void Raw_name_is_read_in_the_character_set_that_the_form_names(string charset, string name)
    {
        var declared = Charsets.Find(charset)!;

        Assert.Equal(name, Read(Raw(declared.CodePage, name), declared));
        // What is UTF-8 is UTF-8, whatever a form says.
        Assert.Equal("naïve.png", Read(Encoding.UTF8.GetBytes("filename=\"naïve.png\""), declared));
    }

    [Fact]
    public void Backslash_that_is_escaped_byte_by_byte_stays_half_of_its_character() =>
        Assert.Equal("表.png", Read([.. "filename=\""u8, 0x95, 0x5C, 0x5C, .. ".png\""u8]));

    [Fact]
    public void Name_that_ends_in_half_a_character_ends_with_its_quote() =>
        Assert.Equal("表", Read([.. "filename=\""u8, 0x95, 0x5C, .. "\""u8]));

    [Theory]
    [InlineData("C:\\予定\\表.png", "表.png")]
    [InlineData("..\\表.png", "表.png")]
    public void Folders_are_cut_off_after_decoding(string sent, string expected)
    {
        Assert.True(FileName.TryParse(Read(Raw(932, sent)), out var name));
        Assert.Equal(expected, name.Value);
    }

    [Theory]
    [InlineData("filename*=UTF-8''..%2F..%2Fa%E2%80%AEgnp.png", "agnp.png")]
    [InlineData("filename*=Shift_JIS''%95%5C%5Cx%00.png", "x.png")]
    [InlineData("filename=\"=?utf-8?B?Li4vLi4vYQ0KLnBuZw==?=\"", "a.png")]
    public void Encoded_folders_and_controls_are_cleaned_as_well(string parameters, string expected)
    {
        Assert.True(FileName.TryParse(Read(parameters), out var name));
        Assert.Equal(expected, name.Value);
    }

    [Theory]
    [InlineData("filename*=UTF-8''a.png; filename*=UTF-8''b.png")]
    [InlineData("filename*0=a; filename*0=b")]
    [InlineData("filename*0=a; filename*0*=UTF-8''b")]
    public void Parameter_that_stands_twice_is_refused(string parameters) => Assert.Throws<MultipartException>(() => Read(parameters));

    [Theory]
    [InlineData("filename=\"", "=?utf-8?B?/w==?= ", "\"")]
    [InlineData("filename=\"", "=?utf-8?B?", "\"")]
    [InlineData("filename=\"", "=?", "\"")]
    [InlineData("filename*=UTF-8''", "%C3", "")]
    [InlineData("filename=\"", "\\\\", "\"")]
    public void Longest_name_that_a_header_can_hold_costs_little(string before, string repeated, string after)
    {
        var name = Encoding.ASCII.GetBytes(before + string.Concat(Enumerable.Repeat(repeated, MultipartLimits.Default.MaxHeaderBytes / repeated.Length)) + after);
        Read(name);

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        Read(name);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 1024 * 1024);
    }

    [Fact]
    public void Every_label_has_its_decoder_and_ascii_is_ascii_in_each()
    {
        foreach (var label in new[] { "utf-8", "windows-1252", "windows-1251", "koi8-r", "ibm866", "shift_jis", "euc-jp", "iso-2022-jp", "gbk", "big5", "euc-kr", "tis-620", "macintosh", "iso-8859-15" })
            Assert.Equal("a/b.png", Charsets.Find(label)!.GetString("a/b.png"u8));
        Assert.Null(Charsets.Find("utf-7"));
        Assert.Null(Charsets.Find("ibm037"));
        Assert.Null(Charsets.Find(""));
    }

    private static byte[] Raw(int codePage, string name) => [.. "filename=\""u8, .. Charsets.ByCodePage(codePage).GetBytes(name), .. "\""u8];

    private static string? Read(string parameters) => Read(Encoding.UTF8.GetBytes(parameters));

    private static string? Read(byte[] parameters, Encoding? declared = null) =>
        FormDataDisposition.Parse([.. "form-data; name=\"source\"; "u8, .. parameters], declared).FileName;
}
