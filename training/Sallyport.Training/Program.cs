// Rebuilds the weights that Sallyport.Detection ships, bit for bit, from the data beside this project. See training/README.md.
using Sallyport.Training.Names;

return args is [var verb, .. var rest] ? Run(verb, rest) : Usage();

static int Run(string verb, string[] arguments) => verb switch
{
    "names" => NamesVerb.Run(arguments),
    "injection" => Sallyport.Training.Injection.InjectionVerb.Run(arguments),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Sallyport.Training <model> [options]");
    return 2;
}
