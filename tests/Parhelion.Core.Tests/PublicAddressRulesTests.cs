using System.Net;
using Parhelion.Core.Webhooks;

namespace Parhelion.Core.Tests;

/// <summary>Which addresses are on the public internet.</summary>
public sealed class PublicAddressRulesTests
{
    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("192.169.0.1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::808:808")]
    [InlineData("2002:808:808::1")]
    public void Public_address_may_be_called(string address) => Assert.True(PublicAddressRules.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("2002:a00:1::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fe80::1")]
    [InlineData("ff02::1")]
    [InlineData("2001:db8::1")]
    [InlineData("::ffff:0:10.0.0.1")]
    [InlineData("::ffff:0:169.254.169.254")]
    [InlineData("::ffff:0:8.8.8.8")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("2001:0:7f00:1::")]
    [InlineData("2002:7f00:1::")]
    [InlineData("fec0::1")]
    [InlineData("fe80::1%1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("4000::1")]
    [InlineData("192.0.0.170")]
    [InlineData("203.0.113.7")]
    public void Other_address_may_not(string address) => Assert.False(PublicAddressRules.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://017700000001/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:0:127.0.0.1]/")]
    [InlineData("http://[64:ff9b::7f00:1]/")]
    [InlineData("http://localhost:80/")]
    [InlineData("http://LOCALHOST/")]
    [InlineData("http://a.localhost/")]
    public void Private_address_is_seen_however_it_is_spelt(string url) => Assert.True(PublicAddressRules.NamesPrivateAddress(new Uri(url)));

    [Theory]
    [InlineData("https://desk.example/hook")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://localhost.example/")]
    public void Other_target_is_left_to_the_call(string url) => Assert.False(PublicAddressRules.NamesPrivateAddress(new Uri(url)));
}
