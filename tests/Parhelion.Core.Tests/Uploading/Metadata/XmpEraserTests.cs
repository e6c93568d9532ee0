using System.Text;
using Parhelion.Core.Uploading.Metadata;

namespace Parhelion.Core.Tests.Uploading.Metadata;

/// <summary>Properties of a place become blanks, whatever their prefix, and all others stay at their position.</summary>
public sealed class XmpEraserTests
{
    [Theory]
    [InlineData("""<a:b exif:GPSLatitude="47,3N" dc:title='x'/>""", """<a:b                          dc:title='x'/>""")]
    [InlineData("<r><p:City>Bern</p:City><p:Title>City</p:Title></r>", "<r>                     <p:Title>City</p:Title></r>")]
    [InlineData("<r><q:LocationShown><rdf:Bag><q:City/><x/></rdf:Bag></q:LocationShown>ok</r>", "<r>                                                                   ok</r>")]
    [InlineData("""<r xmlns:geo="http://x" geo:lat="1"/>""", """<r xmlns:geo="http://x"            />""")]
    [InlineData("<r><!-- <City> --><![CDATA[<City>]]><?City?>ok</r>", "<r><!-- <City> --><![CDATA[<City>]]><?City?>ok</r>")]
    [InlineData("<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>t</rdf:li></rdf:Alt></dc:title>", "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>t</rdf:li></rdf:Alt></dc:title>")]
    [InlineData("""<r a="a>b" GPSx="c>d">t</r>""", """<r a="a>b"           >t</r>""")]
    public void Properties_of_a_place_become_blanks(string xmp, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(xmp);

        Assert.True(XmpEraser.TryBlankLocation(bytes));
        Assert.Equal(expected, Encoding.UTF8.GetString(bytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no element")]
    [InlineData("<r><City>Bern</r>")]
    [InlineData("""<r a="b>""")]
    [InlineData("<!DOCTYPE r [<!ENTITY City 'x'>]><r/>")]
    [InlineData("<\0r\0>\0")]
    public void Packet_that_cannot_be_read_is_refused(string xmp) => Assert.False(XmpEraser.TryBlankLocation(Encoding.UTF8.GetBytes(xmp)));
}
