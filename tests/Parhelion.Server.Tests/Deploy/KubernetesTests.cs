using k8s;
using k8s.Models;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Deploy;

/// <summary>The manifests of deploy/kubernetes: Kubernetes knows every field, and the server keeps what they say of it.</summary>
public sealed class KubernetesTests
{
    private static readonly string[] Paths = ["/healthz", "/readyz"];

    [Theory]
    [InlineData("one-node.yaml")]
    [InlineData("many-nodes.yaml")]
    public async Task Manifests_fit_together_and_fit_the_server(string file)
    {
        var all = KubernetesYaml.LoadAllFromString(await File.ReadAllTextAsync(PathOf(file), TestContext.Current.CancellationToken), strict: true);
        var (spec, labels) = PodOf(all);
        var container = Assert.Single(spec.Containers);
        Assert.Equal($"parhelion:{Version.Current}", container.Image);

        // Settings.
        var (config, secret) = (all.OfType<V1ConfigMap>().Single(), all.OfType<V1Secret>().Single());
        Assert.Equal([config.Metadata.Name, secret.Metadata.Name], container.EnvFrom.Select(source => source.ConfigMapRef?.Name ?? source.SecretRef.Name));
        var node = Assert.Single(container.Env);
        var settings = await DeployedSettings.AcceptedAsync([.. config.Data, .. secret.StringData, new(node.Name, "pod")]);
        Assert.InRange(spec.TerminationGracePeriodSeconds!.Value, DeployedSettings.StopSeconds(settings), 600);

        // Ports and probes.
        var ports = container.Ports.ToDictionary(port => port.Name, port => port.ContainerPort, StringComparer.Ordinal);
        Assert.Equal(5480, ports["http"]);
        Assert.EndsWith($":{ports["metrics"]}", settings["Parhelion:Metrics:Urls"], StringComparison.Ordinal);
        foreach (var probe in (V1Probe[])[container.StartupProbe, container.LivenessProbe, container.ReadinessProbe])
        {
            Assert.Contains(probe.HttpGet.Path, Paths);
            Assert.Equal("http", probe.HttpGet.Port.Value);
        }

        // A node whose store is down is not to be restarted.
        Assert.Equal(("/healthz", "/healthz", "/readyz"), (container.StartupProbe.HttpGet.Path, container.LivenessProbe.HttpGet.Path, container.ReadinessProbe.HttpGet.Path));
        var service = all.OfType<V1Service>().Single();
        Assert.Equal(labels, service.Spec.Selector);
        Assert.Equal("http", Assert.Single(service.Spec.Ports).TargetPort.Value);
        var backend = all.OfType<V1Ingress>().Single().Spec.Rules.Single().Http.Paths.Single().Backend.Service;
        Assert.Equal((service.Metadata.Name, service.Spec.Ports[0].Name), (backend.Name, backend.Port.Name));
        var policy = all.OfType<V1NetworkPolicy>().Single().Spec;
        Assert.Equal(labels, policy.PodSelector.MatchLabels);
        Assert.Equal(["http", "metrics"], policy.Ingress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value));
        Assert.All(all.OfType<V1PodDisruptionBudget>(), budget => Assert.Equal(labels, budget.Spec.Selector.MatchLabels));
        Assert.Equal(file == "many-nodes.yaml", all.OfType<V1PodDisruptionBudget>().Any());

        // Rights.
        Assert.True(spec.SecurityContext.RunAsNonRoot);
        Assert.Equal(5480, spec.SecurityContext.RunAsUser);
        Assert.Equal(spec.SecurityContext.RunAsGroup, spec.SecurityContext.FsGroup);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.Equal("/var/lib/parhelion", Assert.Single(container.VolumeMounts).MountPath);
    }

    [Theory]
    [InlineData("replicas: 1", "replica: 1")]
    [InlineData("readOnlyRootFilesystem: true", "readOnlyRootFileSystem: true")]
    public async Task A_field_that_Kubernetes_does_not_know_is_noticed(string right, string wrong)
    {
        var text = await File.ReadAllTextAsync(PathOf("one-node.yaml"), TestContext.Current.CancellationToken);
        Assert.Contains(right, text, StringComparison.Ordinal);

        Assert.ThrowsAny<Exception>(() => KubernetesYaml.LoadAllFromString(text.Replace(right, wrong, StringComparison.Ordinal), strict: true));
    }

    private static string PathOf(string file) => Path.Combine(Repository.Root, "deploy", "kubernetes", file);

    private static (V1PodSpec Spec, IDictionary<string, string> Labels) PodOf(List<object> all)
    {
        if (all.OfType<V1StatefulSet>().SingleOrDefault() is { } set)
        {
            Assert.Equal(1, set.Spec.Replicas);
            Assert.Equal(set.Spec.Selector.MatchLabels, set.Spec.Template.Metadata.Labels);
            Assert.Equal(all.OfType<V1Service>().Single().Metadata.Name, set.Spec.ServiceName);
            Assert.Equal(["data"], set.Spec.VolumeClaimTemplates.Select(claim => claim.Metadata.Name));
            return (set.Spec.Template.Spec, set.Spec.Template.Metadata.Labels);
        }

        var deployment = all.OfType<V1Deployment>().Single();
        Assert.Equal(deployment.Spec.Selector.MatchLabels, deployment.Spec.Template.Metadata.Labels);
        Assert.InRange(deployment.Spec.Replicas!.Value, 2, 10);
        return (deployment.Spec.Template.Spec, deployment.Spec.Template.Metadata.Labels);
    }
}
